; Starts the installed version of Beatbook on Windows, and goes back to the one before when a new one does not get on its feet.
; beatbook.sh is the same for Linux: same files, same rules, same exit codes.
;
; ROOT (Program Files, administrators write):   current, previous: a number each · versions\NUMBER\beatbook.exe
; DATA (the user's, %APPDATA%\Beatbook):        launcher\{healthy,held,since,starts,counting,rollback} · replica\
;
; A version is on probation until somebody has logged in with it; the app then writes its number into launcher\healthy. Until then each
; start is counted, and one that ends in order is taken off again. After three that did not, the version is held: the replica is moved
; aside whole, with everything that was not sent yet, the copy from before the migration takes its place, and the version before starts.
; A station's user can choose only among versions that an administrator installed. Who starts it again while a new version is on its way is
; handed over to that by the program; only one launcher counts and goes back.
;
; With --install-update=FOLDER it asks for an administrator and starts the version's program with it, which believes nobody.
Unicode true
Target amd64-unicode
Name "Beatbook"
OutFile "${OUT}"
Icon "${ICON}"
RequestExecutionLevel user
SilentInstall silent
XPStyle on
ManifestDPIAware true
VIProductVersion "${NUMBERS}"
VIAddVersionKey /LANG=0 "ProductName" "Beatbook"
VIAddVersionKey /LANG=0 "FileDescription" "警务台账工作台"
VIAddVersionKey /LANG=0 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "LegalCopyright" "© The Beatbook authors"

!include FileFunc.nsh
!include "../windows/common.nsh"
!include "../windows/launcher-text.nsh"

!define MOST_STARTS 3

Var data
Var notes
Var replica
Var current
Var previous
Var counted
Var run
Var program
Var arguments
Var probation
Var counts
Var copy
Var aside
Var ended

; Says what is wrong to whoever reads the error output, else in a window, and ends.
!macro Fail CODE SENTENCE WINDOW
  StrCpy $0 "${SENTENCE}"
  StrCpy $1 "${WINDOW}"
  StrCpy $2 ${CODE}
  Call Fail
!macroend
!define Fail "!insertmacro Fail"

Function Fail
  SetErrorLevel $2
  ; STD_ERROR_HANDLE; a program that was started from the desktop has none.
  System::Call 'kernel32::GetStdHandle(i -12) p .r3'
  System::Call 'kernel32::GetFileType(p r3) i .r4'
  ${If} $4 = 0
    MessageBox MB_OK|MB_ICONSTOP "$1"
  ${Else}
    FileWrite $3 "beatbook: $0$\n"
  ${EndIf}
  Quit
FunctionEnd

; The newest copy made before a migration since the probation began: its name carries the instant.
Function MigrationCopy
  StrCpy $copy ""
  ClearErrors
  FileOpen $0 "$notes\since" r
  ${If} ${Errors}
    Return
  ${EndIf}
  FileRead $0 $1 32
  FileClose $0
  ${Do}
    StrCpy $0 $1 1 -1
    ${If} $0 != "$\n"
    ${AndIf} $0 != "$\r"
      ${Break}
    ${EndIf}
    StrCpy $1 $1 -1
  ${Loop}
  FindFirst $0 $2 "$replica\backups\replica-*-migration.db"
  ${DoWhile} $2 != ""
    ; Between "replica-" and "-migration.db"; Windows also finds files by their short names.
    StrCpy $3 $2 -13 8
    ${If} $2 == "replica-$3-migration.db"
    ${AndIfNot} ${FileExists} "$replica\backups\$2\*.*"
      System::Call 'kernel32::CompareStringOrdinal(w r3, i -1, w r1, i -1, i 0) i .r4'
      System::Call 'kernel32::CompareStringOrdinal(w r2, i -1, w "$copy", i -1, i 0) i .r5'
      ; 1 is less, 2 the same, 3 greater.
      ${If} $4 >= 2
      ${AndIf} $5 = 3
        StrCpy $copy $2
      ${EndIf}
    ${EndIf}
    FindNext $0 $2
  ${Loop}
  FindClose $0
  ClearErrors
FunctionEnd

; SHA-256 of the file $4, in hexadecimal digits, into $5; nothing when it cannot be read. Uses $6 to $9 and $R0 to $R3.
Function Sha256
  StrCpy $5 ""
  ; GENERIC_READ, FILE_SHARE_READ, OPEN_EXISTING, FILE_FLAG_SEQUENTIAL_SCAN.
  System::Call 'kernel32::CreateFileW(w r4, i 0x80000000, i 1, p 0, i 3, i 0x08000000, p 0) p .r6'
  ${If} $6 = -1
    Return
  ${EndIf}
  ; PROV_RSA_AES with CRYPT_VERIFYCONTEXT, CALG_SHA_256.
  System::Call 'advapi32::CryptAcquireContextW(*p .r7, p 0, p 0, i 24, i 0xF0000000)'
  System::Call 'advapi32::CryptCreateHash(p r7, i 0x800C, p 0, i 0, *p .r8)'
  System::Alloc 1048576
  Pop $9
  ${Do}
    System::Call 'kernel32::ReadFile(p r6, p r9, i 1048576, *i .R0, p 0) i .R1'
    ${If} $R1 = 0
    ${OrIf} $R0 = 0
      ${Break}
    ${EndIf}
    System::Call 'advapi32::CryptHashData(p r8, p r9, i R0, i 0)'
  ${Loop}
  ; HP_HASHVAL.
  System::Call 'advapi32::CryptGetHashParam(p r8, i 2, p r9, *i 32, i 0) i .R2'
  ${If} $R1 != 0
  ${AndIf} $R2 != 0
    StrCpy $R0 0
    ${DoWhile} $R0 < 32
      IntPtrOp $R3 $9 + $R0
      System::Call '*$R3(&i1 .R1)'
      IntOp $R1 $R1 & 255
      IntFmt $R1 "%02x" $R1
      StrCpy $5 "$5$R1"
      IntOp $R0 $R0 + 1
    ${Loop}
  ${EndIf}
  System::Free $9
  System::Call 'advapi32::CryptDestroyHash(p r8)'
  System::Call 'advapi32::CryptReleaseContext(p r7, i 0)'
  System::Call 'kernel32::CloseHandle(p r6)'
FunctionEnd

; Whether the archive of the version $run is the one that was packaged: a disk that lost a bit must not run it. The error flag says no.
Function Intact
  StrCpy $4 "$EXEDIR\versions\$run\resources\app.asar"
  ClearErrors
  FileOpen $0 "$4.sha256" r
  ${If} ${Errors}
    ClearErrors
    Return
  ${EndIf}
  FileRead $0 $1 65
  FileClose $0
  Call Sha256
  ClearErrors
  StrCpy $1 $1 64
  ${If} $5 == ""
  ${OrIf} $5 != $1
    SetErrors
  ${EndIf}
FunctionEnd

; MOVEFILE_WRITE_THROUGH alone: what was moved aside is never replaced.
!insertmacro MoveFunction MoveNew 8

!macro MoveAside NAME
  ${If} ${FileExists} "$replica\${NAME}"
    Push "$replica\${NAME}"
    Push "$aside\${NAME}"
    Call MoveNew
    IfErrors cut
  ${EndIf}
!macroend

; Each step can be cut short and is finished by the next start: the note goes last. The error flag says that it was cut short.
Function RollBack
  Call MigrationCopy
  StrCpy $aside "$replica\quarantine\update-$current"
  ${If} $copy != ""
    ${IfNot} ${FileExists} "$aside\done"
    ${OrIf} ${FileExists} "$aside\done\*.*"
      System::Call 'kernel32::CopyFileW(w "$replica\backups\$copy", w "$replica\replica.db.before", i 0) i .r0'
      ${If} $0 = 0
        SetErrors
        Return
      ${EndIf}
      Push "$replica\replica.db.before"
      Call Flush
      ClearErrors
      CreateDirectory "$aside"
      IfErrors cut
      !insertmacro MoveAside replica.db
      !insertmacro MoveAside replica.db-wal
      !insertmacro MoveAside replica.db-shm
      !insertmacro MoveAside swap.json
      FileOpen $0 "$aside\done" w
      IfErrors cut
      FileClose $0
    ${EndIf}
    ${If} ${FileExists} "$replica\replica.db.before"
      ${Move} "$replica\replica.db.before" "$replica\replica.db"
      IfErrors cut
    ${EndIf}
  ${EndIf}
  ${Keep} "$notes\held" $current
  IfErrors cut
  Delete "$notes\rollback"
  Delete "$notes\starts"
  Delete "$notes\since"
  ClearErrors
  Return
  cut:
  ; IfErrors took the flag away.
  SetErrors
FunctionEnd

; Brings a file that something else wrote to the disc.
Function Flush
  Pop $0
  ClearErrors
  FileOpen $1 $0 a
  ${IfNot} ${Errors}
    System::Call 'kernel32::FlushFileBuffers(p r1)'
    FileClose $1
  ${EndIf}
FunctionEnd

; The instant of this moment as the names of the copies carry it, in UTC, into $0.
Function Now
  System::Call '*(&i2, &i2, &i2, &i2, &i2, &i2, &i2, &i2) p .r9'
  System::Call 'kernel32::GetSystemTime(p r9)'
  System::Call '*$9(&i2 .r1, &i2 .r2, &i2, &i2 .r3, &i2 .r4, &i2 .r5, &i2 .r6, &i2)'
  System::Free $9
  IntFmt $1 "%04u" $1
  IntFmt $2 "%02u" $2
  IntFmt $3 "%02u" $3
  IntFmt $4 "%02u" $4
  IntFmt $5 "%02u" $5
  IntFmt $6 "%02u" $6
  StrCpy $0 "$1$2$3T$4$5$6000Z"
FunctionEnd

; Counts this start.
Function Count
  IntOp $9 $counted + 1
  ${Keep} "$notes\starts" $9
FunctionEnd

; Starts the program and ends, so that nothing waits as long as the program runs.
Function HandOver
  SetOutPath "$EXEDIR\versions\$run"
  ClearErrors
  Exec '"$program" $arguments'
  ${If} ${Errors}
    ${Fail} 126 "$program does not start; install Beatbook again" "$(incomplete)"
  ${EndIf}
  SetErrorLevel 0
  Quit
FunctionEnd

; Installs an offer with an administrator's rights: the program of the version that runs does it, and says how in a file of its own. Only
; the folder is handed on, in an argument made here: Chromium obeys any other switch before a line of ours runs, with these rights.
Function InstallUpdate
  StrCpy $0 $arguments 1
  ${If} $0 == '"'
    StrCpy $0 $arguments 1 -1
    ${If} $0 != '"'
      Goto wrong
    ${EndIf}
    StrCpy $arguments $arguments -1 1
    StrCpy $2 '"'
  ${Else}
    StrCpy $2 " "
  ${EndIf}
  StrCpy $1 $arguments "" 17
  StrCpy $0 $1 2 1
  ${If} $0 != ":\"
    Goto wrong
  ${EndIf}
  StrCpy $0 $1 1 -1
  ${If} $0 == "\"
    Goto wrong
  ${EndIf}
  ; One argument: no quotation mark anywhere, and no blank where there were none around it.
  StrCpy $3 0
  ${Do}
    StrCpy $0 $1 1 $3
    ${If} $0 == '"'
    ${OrIf} $0 == $2
    ${OrIf} $0 == "$\t"
      Goto wrong
    ${EndIf}
    IntOp $3 $3 + 1
  ${LoopUntil} $0 == ""
  SetOutPath "$EXEDIR\versions\$run"
  ClearErrors
  ExecShellWait "runas" "$program" '"--install-update=$1"' SW_HIDE
  ${If} ${Errors}
    SetErrorLevel 1
  ${Else}
    SetErrorLevel 0
  ${EndIf}
  Quit
  wrong:
  SetErrorLevel 2
  Quit
FunctionEnd

Function .onInit
  SetShellVarContext current
  StrCpy $data "$APPDATA\Beatbook"
  StrCpy $notes "$data\launcher"
  StrCpy $replica "$data\replica"
  ${GetParameters} $arguments
  CreateDirectory "$notes"
  ${IfNot} ${FileExists} "$notes\*.*"
    ${Fail} 73 "$notes cannot be made" "$(cannotBeMade)"
  ${EndIf}

  ${Number} $current "$EXEDIR\current"
  ${Number} $previous "$EXEDIR\previous"
  ${If} $current == ""
    ${Fail} 78 "$EXEDIR\current names no version; install Beatbook again" "$(incomplete)"
  ${EndIf}

  ; Only starts it for an administrator, and counts nothing.
  StrCpy $0 $arguments 17
  StrCpy $1 $arguments 17 1
  ${If} $0 == "--install-update="
  ${OrIf} $1 == "--install-update="
    ${Number} $4 "$notes\held"
    StrCpy $run $current
    ${If} $previous != ""
      ${If} $4 == $current
      ${OrIfNot} ${FileExists} "$EXEDIR\versions\$current\beatbook.exe"
        StrCpy $run $previous
      ${EndIf}
    ${EndIf}
    StrCpy $program "$EXEDIR\versions\$run\beatbook.exe"
    Call InstallUpdate
  ${EndIf}

  StrCpy $counts yes
  System::Call 'kernel32::CreateMutexW(p 0, i 0, w "Local\Beatbook launcher") p .r0'
  ; The launcher before ends a moment after the program that restarts itself.
  System::Call 'kernel32::WaitForSingleObject(p r0, i 2000) i .r1'
  ; WAIT_TIMEOUT.
  ${If} $1 = 258
    StrCpy $counts ""
  ${EndIf}

  ${Number} $counted "$notes\starts"
  StrLen $4 $counted
  ${If} $counted == ""
    StrCpy $counted 0
  ${ElseIf} $4 > 9
    ; More than this language counts to.
    StrCpy $counted ${MOST_STARTS}
  ${EndIf}
  ; Notes of another version say nothing about this one.
  ${Number} $4 "$notes\counting"
  ${If} $4 != $current
    StrCpy $counted 0
    Delete "$notes\starts"
    Delete "$notes\since"
    Delete "$notes\rollback"
    ${Keep} "$notes\counting" $current
  ${EndIf}

  StrCpy $run $current
  ${Number} $4 "$notes\held"
  ${Number} $5 "$notes\healthy"
  ${If} $4 == $current
    ${If} $previous != ""
      StrCpy $run $previous
    ${EndIf}
  ${ElseIf} $5 != $current
  ${AndIf} $previous != ""
  ${AndIf} $counts != ""
    ${If} $counted >= ${MOST_STARTS}
    ${OrIf} ${FileExists} "$notes\rollback"
      FileOpen $0 "$notes\rollback" w
      FileClose $0
      Call RollBack
      ${If} ${Errors}
        ${Fail} 74 "going back to version $previous failed; is the disk full?" "$(goingBackFailed)"
      ${EndIf}
      StrCpy $run $previous
    ${EndIf}
  ${EndIf}

  ; A repair that was cut short may have left no program there.
  ${If} $run == $current
  ${AndIf} $previous != ""
  ${AndIfNot} ${FileExists} "$EXEDIR\versions\$current\beatbook.exe"
    StrCpy $run $previous
  ${EndIf}

  StrCpy $program "$EXEDIR\versions\$run\beatbook.exe"
  ${IfNot} ${FileExists} "$program"
    ${Fail} 78 "$program is missing; install Beatbook again" "$(incomplete)"
  ${EndIf}
  StrCpy $probation yes
  ${Number} $5 "$notes\healthy"
  ${If} $run != $current
  ${OrIf} $5 == $current
  ${OrIf} $previous == ""
    StrCpy $probation ""
  ${EndIf}
  Call Intact
  ${If} ${Errors}
    ; Of a new version this is a start that failed.
    ${If} $probation != ""
    ${AndIf} $counts != ""
      Call Count
    ${EndIf}
    ${Fail} 74 "version $run is damaged on this disk; install Beatbook again" "$(damaged)"
  ${EndIf}

  ${If} $probation == ""
    Call HandOver
  ${EndIf}

  ${IfNot} ${FileExists} "$notes\since"
    Call Now
    StrCpy $4 $0
    ${Keep} "$notes\since" $4
  ${EndIf}
  ${If} $counts == ""
    Call HandOver
  ${EndIf}
  Call Count
  SetOutPath "$EXEDIR\versions\$run"
  ClearErrors
  ExecWait '"$program" $arguments' $ended
  ${If} ${Errors}
    StrCpy $ended 126
  ${EndIf}
  ; Closed in order, whether or not anybody logged in: not a failure of the version.
  ${If} $ended = 0
    ${Keep} "$notes\starts" $counted
  ${EndIf}
  SetErrorLevel $ended
  Quit
FunctionEnd

Section
SectionEnd

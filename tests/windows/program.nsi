; Stands for the program of a version: says which version it is and with which arguments, then does what deed.txt beside it says.
Unicode true
Target amd64-unicode
Name "Stub"
OutFile "${OUT}"
RequestExecutionLevel user
SilentInstall silent
!include FileFunc.nsh
!include LogicLib.nsh

!macro Write PATH CONTENT
  FileOpen $9 "${PATH}" w
  FileWrite $9 "${CONTENT}$\n"
  FileClose $9
!macroend

Function .onInit
  SetShellVarContext current
  StrCpy $R0 "$APPDATA\Beatbook"
  ${GetFileName} $EXEDIR $R1
  ${GetParameters} $R2
  FileOpen $9 "$EXEDIR\deed.txt" r
  FileRead $9 $R3
  FileClose $9
  StrCpy $R4 0
  ${If} $R3 == healthy
    !insertmacro Write "$R0\launcher\healthy" $R1
  ${ElseIf} $R3 == stays
    System::Call 'kernel32::GetCurrentProcessId() i .r0'
    !insertmacro Write "$R0\stays-$0" 1
    ${DoUntil} ${FileExists} "$R0\end"
      Sleep 50
    ${Loop}
  ${ElseIf} $R3 == fails
    StrCpy $R4 1
  ${ElseIf} $R3 == migrates
    StrCpy $R4 1
    ${IfNot} ${FileExists} "$R0\replica\replica.db-wal"
      ${GetTime} "" LS $0 $1 $2 $3 $4 $5 $6
      IntFmt $4 "%02u" $4
      CopyFiles /SILENT "$R0\replica\replica.db" "$R0\replica\backups\replica-$2$1$0T$4$5$6999Z-migration.db"
      !insertmacro Write "$R0\replica\replica.db" "migrated, with an entry not sent yet"
      !insertmacro Write "$R0\replica\replica.db-wal" log
      StrCpy $R4 -1073741819
    ${EndIf}
  ${EndIf}
  !insertmacro Write "$EXEDIR\..\..\said.new" "version $R1 $R2"
  Rename "$EXEDIR\..\..\said.new" "$EXEDIR\..\..\said"
  SetErrorLevel $R4
  Quit
FunctionEnd

Section
SectionEnd

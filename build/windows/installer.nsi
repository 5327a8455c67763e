; The first installation on a PC with Windows, per machine: the launcher, this version beside those to come, and the entries of the menu.
; Later versions come as updates, and are unpacked beside this one. build/deb is the same for Linux.
;
; $INSTDIR is under Program Files, where only administrators write: who uses the PC can change neither program nor `current`.
; Silent (/S) it asks nothing; the exit code says what is wrong: 1 the disc, 3 Windows too old, 4 Beatbook is running.
Unicode true
Target amd64-unicode
!define TITLE "警务台账工作台"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Beatbook"
!define PROFILES "SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList"
Name "$(title)"
OutFile "${OUT}"
InstallDir "$PROGRAMFILES64\Beatbook"
RequestExecutionLevel admin
SetCompressor /SOLID ${COMPRESSOR}
ManifestDPIAware true
ShowInstDetails nevershow
ShowUninstDetails nevershow
BrandingText " "
VIProductVersion "${NUMBERS}"
VIAddVersionKey /LANG=0 "ProductName" "Beatbook"
VIAddVersionKey /LANG=0 "FileDescription" "${TITLE}"
VIAddVersionKey /LANG=0 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "LegalCopyright" "© The Beatbook authors"

!ifdef SIGN
  !uninstfinalize '"${SIGN}" "%1"' = 0
  !finalize '"${SIGN}" "%1"' = 0
!endif

!include MUI2.nsh
!include FileFunc.nsh
!include WinVer.nsh
!include "common.nsh"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${PICTURE}"
!define MUI_WELCOMEPAGE_TEXT "$(whatHappens)"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!include "installer-text.nsh"

Var current
Var previous

; Ends with a sentence, and for a silent run with a code.
!macro End CODE SENTENCE
  MessageBox MB_OK|MB_ICONSTOP "${SENTENCE}" /SD IDOK
  SetErrorLevel ${CODE}
  Abort "${SENTENCE}"
!macroend
!define End "!insertmacro End"

; Where this goes is not to be chosen: elsewhere a user could write.
!macro Where
  SetRegView 64
  SetShellVarContext all
  StrCpy $INSTDIR "$PROGRAMFILES64\Beatbook"
!macroend

Function .onInit
  !insertmacro Where
  ; Electron needs Windows 10, and updates are unpacked with the system's own tar, which came with version 1803.
  ${IfNot} ${AtLeastBuild} 17134
    MessageBox MB_OK|MB_ICONSTOP "$(tooOld)" /SD IDOK
    SetErrorLevel 3
    Quit
  ${EndIf}
FunctionEnd

Section
  !define INCOMING "$INSTDIR\versions\.incoming-${SEQ}"
  !define TARGET "$INSTDIR\versions\${SEQ}"
  !define GONE "$INSTDIR\versions\.gone-${SEQ}"
  RMDir /r "${INCOMING}"
  ; A repair that was cut short put the version away and no other one in its place.
  ${IfNot} ${FileExists} "${TARGET}\*.*"
    Rename "${GONE}" "${TARGET}"
  ${EndIf}
  RMDir /r "${GONE}"
  ClearErrors
  SetOutPath "${INCOMING}"
  File /r "${FOLDER}/*"
  ; A folder that somebody works in cannot be moved.
  SetOutPath "$INSTDIR"
  ${If} ${Errors}
    RMDir /r "${INCOMING}"
    ${End} 1 "$(noRoom)"
  ${EndIf}
  ${If} ${FileExists} "${TARGET}\*.*"
    Rename "${TARGET}" "${GONE}"
    ${If} ${Errors}
      RMDir /r "${INCOMING}"
      ${End} 4 "$(isRunning)"
    ${EndIf}
  ${EndIf}
  ${Move} "${INCOMING}" "${TARGET}"
  ${If} ${Errors}
    Rename "${GONE}" "${TARGET}"
    RMDir /r "${INCOMING}"
    ${End} 1 "$(noRoom)"
  ${EndIf}
  RMDir /r "${GONE}"

  ; A launcher that waits for its program cannot be overwritten, but moved.
  Delete "$INSTDIR\beatbook.exe.old"
  Rename "$INSTDIR\beatbook.exe" "$INSTDIR\beatbook.exe.old"
  ClearErrors
  File "/oname=beatbook.exe" "${LAUNCHER}"
  ${If} ${Errors}
    Rename "$INSTDIR\beatbook.exe.old" "$INSTDIR\beatbook.exe"
    ${End} 1 "$(noRoom)"
  ${EndIf}
  Delete /REBOOTOK "$INSTDIR\beatbook.exe.old"

  ; This version is the one that starts, unless a newer one was installed by an update.
  ${Number} $current "$INSTDIR\current"
  ${IfNot} ${FileExists} "$INSTDIR\versions\$current\beatbook.exe"
    StrCpy $current ""
  ${EndIf}
  StrCpy $0 1
  ${If} $current != ""
    System::Int64Op $current < ${SEQ}
    Pop $0
  ${EndIf}
  ${If} $0 = 1
    ${If} $current == ""
      Delete "$INSTDIR\previous"
      ClearErrors
    ${Else}
      ${Keep} "$INSTDIR\previous" $current
      ${If} ${Errors}
        ${End} 1 "$(noRoom)"
      ${EndIf}
    ${EndIf}
    ${Keep} "$INSTDIR\current" ${SEQ}
    ${If} ${Errors}
      ${End} 1 "$(noRoom)"
    ${EndIf}
  ${EndIf}
  Call RemoveOlder

  CreateShortcut "$SMPROGRAMS\${TITLE}.lnk" "$INSTDIR\beatbook.exe"
  CreateShortcut "$DESKTOP\${TITLE}.lnk" "$INSTDIR\beatbook.exe"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr HKLM "${UNINSTALL}" "DisplayName" "${TITLE}"
  WriteRegStr HKLM "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${UNINSTALL}" "DisplayIcon" "$INSTDIR\beatbook.exe"
  WriteRegStr HKLM "${UNINSTALL}" "Publisher" "The Beatbook authors"
  WriteRegStr HKLM "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKLM "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKLM "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKLM "${UNINSTALL}" "EstimatedSize" ${KILOBYTES}
  WriteRegDWORD HKLM "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKLM "${UNINSTALL}" "NoRepair" 1
  SetErrorLevel 0
SectionEnd

; Versions that are neither `current` nor `previous` go; one that somebody works in stays until the next time.
Function RemoveOlder
  ${Number} $current "$INSTDIR\current"
  ${Number} $previous "$INSTDIR\previous"
  FindFirst $R0 $R1 "$INSTDIR\versions\*"
  ${DoWhile} $R1 != ""
    ${If} $R1 != $current
    ${AndIf} $R1 != $previous
    ${AndIf} $R1 != "."
    ${AndIf} $R1 != ".."
      ClearErrors
      Rename "$INSTDIR\versions\$R1" "${GONE}"
      ${IfNot} ${Errors}
        RMDir /r "${GONE}"
      ${EndIf}
    ${EndIf}
    FindNext $R0 $R1
  ${Loop}
  FindClose $R0
  ClearErrors
FunctionEnd

Function un.onInit
  !insertmacro Where
FunctionEnd

Section Uninstall
  ; The replica is the station's ledger: it stays unless a person says otherwise.
  StrCpy $R9 keep
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/LEDGERS=" $1
  ${If} $1 == "remove"
    StrCpy $R9 remove
  ${Else}
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(ledgersToo)" /SD IDNO IDNO kept
    StrCpy $R9 remove
  ${EndIf}
  kept:

  ; Also the versions that updates installed; `station` and the record of updates stay for a new installation.
  retry:
  ClearErrors
  RMDir /r "$INSTDIR\.gone"
  Rename "$INSTDIR\versions" "$INSTDIR\.gone"
  ${If} ${Errors}
  ${AndIf} ${FileExists} "$INSTDIR\versions\*.*"
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(isRunning)" /SD IDCANCEL IDRETRY retry
    SetErrorLevel 4
    Abort "$(isRunning)"
  ${EndIf}

  RMDir /r /REBOOTOK "$INSTDIR\.gone"
  Delete "$INSTDIR\current"
  Delete "$INSTDIR\previous"
  Delete "$INSTDIR\update-answer.json"
  Delete /REBOOTOK "$INSTDIR\beatbook.exe"
  Delete /REBOOTOK "$INSTDIR\beatbook.exe.old"
  Delete "$INSTDIR\uninstall.exe"
  Delete "$SMPROGRAMS\${TITLE}.lnk"
  Delete "$DESKTOP\${TITLE}.lnk"
  DeleteRegKey HKLM "${UNINSTALL}"
  ${If} $R9 == remove
    Delete "$INSTDIR\station"
    RMDir /r "$INSTDIR\updates"
    Call un.RemoveLedgers
  ${EndIf}
  SetOutPath "$TEMP"
  RMDir "$INSTDIR"
  SetErrorLevel 0
SectionEnd

; An administrator uninstalls, and the ledgers lie in the profiles of those who work here. `rd` follows no link out of a profile.
Function un.RemoveLedgers
  StrCpy $R0 0
  ${Do}
    EnumRegKey $R1 HKLM "${PROFILES}" $R0
    ${If} $R1 == ""
      ${Break}
    ${EndIf}
    ReadRegStr $R2 HKLM "${PROFILES}\$R1" "ProfileImagePath"
    ExpandEnvStrings $R2 $R2
    ${If} ${FileExists} "$R2\AppData\Roaming\Beatbook\*.*"
      nsExec::Exec '"$SYSDIR\cmd.exe" /d /c rd /s /q "$R2\AppData\Roaming\Beatbook"'
      Pop $0
    ${EndIf}
    IntOp $R0 $R0 + 1
  ${Loop}
FunctionEnd

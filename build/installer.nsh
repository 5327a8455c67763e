; Electron needs Windows 10: on Windows 7 and 8 the program would not start, so the installer says so and ends.
!macro customInit
  ${IfNot} ${AtLeastWin10}
    MessageBox MB_OK|MB_ICONSTOP "警务台账工作台需要 Windows 10 或更高版本（64 位）。本机是 Windows 7 或 8，请改用 UOS、麒麟终端，或联系信通部门升级。" /SD IDOK
    Quit
  ${EndIf}
!macroend

; The replica is the station's ledger: it stays unless a person says otherwise. A silent uninstall keeps it.
!macro customUnInstall
  ${IfNot} ${isUpdated}
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "是否同时删除本机台账数据？$\r$\n选“否”保留（默认）：重新安装后可继续使用，未上报的登记不会丢失。$\r$\n选“是”删除后无法恢复。" /SD IDNO IDNO keepReplica
      ; An administrator uninstalls, and the ledgers lie in the profiles of those who work here.
      ExpandEnvStrings $R0 "%PUBLIC%\.."
      FindFirst $R1 $R2 "$R0\*.*"
      nextProfile:
        StrCmp $R2 "" noMoreProfiles
        StrCmp $R2 "." +3
        StrCmp $R2 ".." +2
        RMDir /r "$R0\$R2\AppData\Roaming\Beatbook"
        FindNext $R1 $R2
        Goto nextProfile
      noMoreProfiles:
      FindClose $R1
    keepReplica:
  ${EndIf}
!macroend

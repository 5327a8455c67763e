; A program that hands its arguments to a script on Node.
Unicode true
Target amd64-unicode
Name "Forward"
OutFile "${OUT}"
RequestExecutionLevel user
SilentInstall silent
!include FileFunc.nsh

Function .onInit
  ${GetParameters} $0
  SetOutPath "C:\node"
  ExecWait '"C:\node\node.exe" "C:\node\${SCRIPT}" ${FIRST} $0' $1
  SetErrorLevel $1
  Quit
FunctionEnd

Section
SectionEnd

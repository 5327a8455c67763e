; What the launcher and the installer have in common: small files that a power cut leaves whole.
!include LogicLib.nsh

; A number from a file; nothing when the file is missing or holds anything else. Uses $0 to $3.
!macro Number RESULT PATH
  Push "${PATH}"
  Call Number
  Pop ${RESULT}
!macroend
!define Number "!insertmacro Number"

; Puts a file in another one's place, on the disc when it returns. The error flag says that it did not. Uses $0 to $3.
!macro Move FROM TO
  Push "${FROM}"
  Push "${TO}"
  Call Move
!macroend
!define Move "!insertmacro Move"

; Replaces a small file so that a power cut leaves the old content or the new. The error flag says that it did not. Uses $0 to $3.
!macro Keep PATH CONTENT
  Push "${PATH}"
  Push "${CONTENT}"
  Call Keep
!macroend
!define Keep "!insertmacro Keep"

Function Number
  Pop $0
  Push ""
  ClearErrors
  FileOpen $1 $0 r
  IfErrors ended
  StrCpy $3 0
  ${DoWhile} $3 < 16
    IntOp $3 $3 + 1
    ClearErrors
    FileReadByte $1 $2
    ${If} ${Errors}
      ${Break}
    ${EndIf}
    ; Line ends, also those of Notepad.
    ${If} $2 = 10
    ${OrIf} $2 = 13
      ${Continue}
    ${EndIf}
    IntOp $2 $2 - 48
    Pop $0
    ${If} $2 < 0
    ${OrIf} $2 > 9
      Push ""
      ${Break}
    ${EndIf}
    Push "$0$2"
  ${Loop}
  FileClose $1
  ended:
  ClearErrors
FunctionEnd

!macro MoveFunction NAME FLAGS
  Function ${NAME}
    Pop $1
    Pop $0
    StrCpy $2 0
    ${Do}
      System::Call 'kernel32::MoveFileExW(w r0, w r1, i ${FLAGS}) i .r3'
      ${If} $3 != 0
        ClearErrors
        Return
      ${EndIf}
      ; Windows moves nothing that somebody has open, if only a scanner that looks at what is new.
      IntOp $2 $2 + 1
      Sleep 300
    ${LoopUntil} $2 >= 10
    SetErrors
  FunctionEnd
!macroend
; MOVEFILE_REPLACE_EXISTING and MOVEFILE_WRITE_THROUGH.
!insertmacro MoveFunction Move 9

Function Keep
  Pop $1
  Pop $0
  ClearErrors
  FileOpen $2 "$0.new" w
  IfErrors failed
  FileWrite $2 "$1$\n"
  System::Call 'kernel32::FlushFileBuffers(p r2) i .r3'
  FileClose $2
  IfErrors failed
  ; Its error flag is ours.
  ${Move} "$0.new" "$0"
  Return
  failed:
  ; IfErrors took the flag away.
  SetErrors
FunctionEnd

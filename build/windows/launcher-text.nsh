; What the launcher says in a window. The first language is the one of systems that speak neither.
LoadLanguageFile "${NSISDIR}\Contrib\Language files\SimpChinese.nlf"
LoadLanguageFile "${NSISDIR}\Contrib\Language files\English.nlf"

LangString cannotBeMade ${LANG_SIMPCHINESE} "无法在本用户的文件夹中写入，警务台账工作台不能启动。磁盘可能已满，请清理后重试，或联系信通部门。"
LangString cannotBeMade ${LANG_ENGLISH} "Nothing can be written in this user's folder, so Beatbook cannot start. The disk may be full; make room and try again, or ask IT."
LangString incomplete ${LANG_SIMPCHINESE} "警务台账工作台的安装不完整，不能启动。台账数据没有受影响，请联系信通部门重新安装。"
LangString incomplete ${LANG_ENGLISH} "The installation of Beatbook is incomplete, so it cannot start. The ledger is not affected; ask IT to install it again."
LangString damaged ${LANG_SIMPCHINESE} "警务台账工作台的程序文件已损坏，不能启动。台账数据没有受影响，请联系信通部门重新安装。"
LangString damaged ${LANG_ENGLISH} "The program's files are damaged on this disk, so Beatbook cannot start. The ledger is not affected; ask IT to install it again."
LangString goingBackFailed ${LANG_SIMPCHINESE} "新版本三次未能启动，退回上一版本时出错。磁盘可能已满，或程序仍在运行。请清理磁盘或重启电脑后再次打开，未上报的登记不会丢失。"
LangString goingBackFailed ${LANG_ENGLISH} "The new version did not start three times, and going back to the one before failed. The disk may be full, or the program may still be running. Make room or restart the PC and open Beatbook again; nothing that was not sent yet is lost."

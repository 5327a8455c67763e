; What the installer says, beyond NSIS's own sentences. The first language is the one of systems that speak neither.
!insertmacro MUI_LANGUAGE "SimpChinese"
!insertmacro MUI_LANGUAGE "English"

LangString tooOld ${LANG_SIMPCHINESE} "警务台账工作台需要 Windows 10（1803 版，64 位）或更高版本，本机的 Windows 版本过低，没有安装任何内容。Windows 7、8 终端请改用 UOS、麒麟终端，或联系信通部门升级。"
LangString tooOld ${LANG_ENGLISH} "Beatbook needs Windows 10 (version 1803, 64 bits) or newer; the Windows of this PC is older, and nothing was installed. In place of Windows 7 or 8 use a UOS or Kylin PC, or ask IT for an upgrade."
LangString noRoom ${LANG_SIMPCHINESE} "文件写入失败，磁盘可能已满。原有版本没有改动，请清理磁盘后重试。"
LangString noRoom ${LANG_ENGLISH} "Files could not be written; the disk may be full. What was installed before is unchanged; make room and try again."
LangString isRunning ${LANG_SIMPCHINESE} "警务台账工作台正在运行（可能是另一位登录本机的用户）。请先退出后重试。"
LangString isRunning ${LANG_ENGLISH} "Beatbook is running, perhaps for another user of this PC. Close it first and try again."
LangString ledgersToo ${LANG_SIMPCHINESE} "是否同时删除本机台账数据？$\r$\n选“否”保留（默认）：重新安装后可继续使用，未上报的登记不会丢失。$\r$\n选“是”删除后无法恢复。"
LangString ledgersToo ${LANG_ENGLISH} "Delete the ledgers on this PC as well?$\r$\n$\"No$\" keeps them (default): Beatbook goes on with them when it is installed again, and nothing that was not sent yet is lost.$\r$\nWhat $\"Yes$\" deletes cannot be brought back."

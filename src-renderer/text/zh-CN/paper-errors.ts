import type { SentenceValues } from '../sentence.ts'

/** 走访表与交接单的出错说明。 */
export const paperErrors = {
  'paper/gone': () => '找不到这份走访表，或它不在您的范围内。请返回列表核对份号。',
  'paper/building-unreadable': () => '看不出是哪一栋楼，没有印制。请写到楼栋或门牌，例如“幸福路12号3栋”。',
  'paper/no-entries': () => '这栋楼没有在册的人口或出租房，没有印制。请核对地址；确有住户的，请先登记。',
  'paper/too-many': (v: SentenceValues) =>
    v.has('max')
      ? `这个范围超过 ${v.number('max')} 行，没有印制。请缩小到一栋楼。`
      : '这个范围的行数太多，没有印制。请缩小到一栋楼。',
  'paper/people': () => '经办民警或领用人不在岗，没有印制。请另选在岗人员。',
  'paper/printed': (v: SentenceValues) =>
    `${v.has('number') ? `${v.text('number')} ` : ''}这一份已经印过，不能再印。请重新印制一份，并把用不上的那份标为已销毁。`,
  'paper/ticked': () => '这一份已标为交回，没有重复办理。请刷新列表查看。',
  'paper/destroyed': () => '这一份已标为销毁，不能再回录。确实还在的，请核对份号，或另印一份重新走访。',
  'paper/note-missing': () => '没有交回就销毁，须写明原因，没有办理。请填写后再办。',
  'paper/typed-by-another': () => '这一份正由别人回录，您的输入没有保存。请与对方确认后点“由我接着回录”。',
  'paper/day': () => '走访日期没有保存：不能早于印制日，也不能晚于今天。请改填，例如 0305、昨天。',
  'paper/row-stale': (v: SentenceValues) =>
    `${v.has('row') ? `第 ${v.number('row')} 行` : '这一行'}刚在别处改过，您的输入没有保存。请重新打开这份走访表，核对后再录。`,
  'paper/row-filed': () => '这一行已随走访登记，不能再改。要改的，请到该走访或人员记录中更正。',
  'paper/row-problems': () => '这一户有输入须更正，没有登记。请看标出的行。',
  'handover/gone': () => '找不到这份交接单，或与您无关。请返回列表核对。',
  'handover/people': () => '移交人与接收人须是两名不同的民警或内勤，接收人须在岗，没有办理。请重新选择。',
  'handover/nothing': () => '没有选中要移交的事项，没有办理。请至少选一项。',
  'handover/item-gone': () => '选中的事项里有的已办结或已不在移交人名下，没有办理。请刷新后重新选择。',
  'handover/reason-missing': () => '须写明原因，没有办理。请填写后再办。',
  'handover/not-yours': () => '这一步不由您签，没有办理。移交人签交，接收人核收，双方各签一次。',
  'handover/not-signed': () => '移交人还没有签交，不能核收。请先由移交人签交。',
  'handover/closed': () => '这份交接单已办结或已撤回，没有重复办理。请刷新后查看。',
}

import { option } from './book.ts'

/** Kinds of incidents, as 接处警 names them; the kind before is the one that the assessment counts. */
export const incidentKinds = [
  option('dispute', '纠纷', 'Dispute'),
  option('help', '求助', 'Help'),
  option('theft', '盗窃', 'Theft'),
  option('fraud', '诈骗', 'Fraud'),
  option('noise', '噪音扰民', 'Noise'),
  option('traffic', '交通事故', 'Traffic accident'),
  option('missing', '走失', 'Missing person'),
  option('fire', '火情', 'Fire'),
  option('report', '举报', 'Report'),
  option('other', '其他', 'Other'),
]

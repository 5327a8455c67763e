/** Third-party evaluations: trusted roots, surveys, answers, call-back cases. */

type AuthorityRootsTable = {
  /** Of the DER. */
  sha256: string
  der: Uint8Array
  name: string
  from_date: string
  to_date: string
  added_at: string
  added_by: string
  /** null: trusted by nothing yet. */
  confirmed_at: string | null
  confirmed_by: string | null
}

type RevokedCertificatesTable = { serial: string; reason: string; at: string; account_id: string }

type SurveysTable = {
  survey_id: string
  code: string
  period_kind: string
  period: string
  from_date: string
  to_date: string
  agency: string
  invited: number
  /** Of the table of invitations, as it is handed out. */
  frame_sha256: string
  prepared_at: string
  prepared_by: string
}

type SurveyInvitationsTable = {
  survey_id: string
  token: string
  position: number
  officer_id: string
  /** Staff number at the time. */
  code: string
  beat: string
  entry_id: string
  service_type: string
  service_date: string
  channel: string
  solicited_by: string
}

type EvaluationImportsTable = {
  import_id: string
  survey_id: string
  file_name: string
  sha256: string
  state: string
  /** The envelope as it came; null where two persons confirm. */
  manifest: string | null
  /** JSON: subject, serial, fingerprint. */
  signer: string | null
  document_number: string | null
  counts: string
  /** Deflated JSON: headings, and rows with what is wrong with each. */
  rejected: Uint8Array
  at: string
  account_id: string
  confirmed_at: string | null
  confirmed_by: string | null
  /** Who of the superior office confirmed it over the platform. */
  office_name: string | null
}

type EvaluationAnswersTable = {
  survey_id: string
  response_id: string
  import_id: string
  token: string | null
  officer_id: string | null
  channel: string
  completed_at: string
  /** Quarters: 0 to 4. */
  satisfaction: number
  /** Ten-thousandths; 0: does not count. */
  weight: number
  call_back: number
  comment: string
  questions: string
}

type CallBackCasesTable = {
  case_id: string
  survey_id: string
  token: string
  officer_id: string
  entry_id: string
  opened_at: string
  due_on: string
  outcome: string | null
  note: string | null
  closed_at: string | null
  closed_by: string | null
}

export type EvaluationsTables = {
  authority_roots: AuthorityRootsTable
  revoked_certificates: RevokedCertificatesTable
  surveys: SurveysTable
  survey_invitations: SurveyInvitationsTable
  evaluation_imports: EvaluationImportsTable
  evaluation_answers: EvaluationAnswersTable
  call_back_cases: CallBackCasesTable
}

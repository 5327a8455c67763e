// What the benches use of PouchDB, which has no types of its own.
declare module 'pouchdb-core' {
  type Doc = { _id: string; [field: string]: unknown }
  type Replicated = { ok: boolean; docs_written: number; doc_write_failures: number }
  export default class PouchDB {
    constructor(name: string, options?: { adapter?: string; skip_setup?: boolean })
    static plugin(plugin: unknown): typeof PouchDB
    info(): Promise<{ doc_count: number; update_seq: number }>
    bulkDocs(docs: readonly object[], options?: object): Promise<unknown[]>
    bulkGet(request: object): Promise<unknown>
    revsDiff(request: object): Promise<unknown>
    changes(options: object): Promise<unknown>
    get(id: string): Promise<Doc>
    put(doc: object): Promise<unknown>
    destroy(): Promise<unknown>
    readonly replicate: {
      to(other: PouchDB, options?: object): Promise<Replicated>
      from(other: PouchDB, options?: object): Promise<Replicated>
    }
  }
}
declare module 'pouchdb-adapter-memory'
declare module 'pouchdb-adapter-http'
declare module 'pouchdb-replication'

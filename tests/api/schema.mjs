// Checks replies against the OpenAPI document that the server itself serves, and keeps account of which operations were reached.
import { createRequire } from 'node:module'

const require = createRequire(new URL('../../miniprogram-bridge/package.json', import.meta.url))
const Ajv = require('ajv/dist/2020')
const addFormats = require('ajv-formats')

export class Contract {
  constructor(document) {
    this.document = document
    this.reached = new Map()
    this.ajv = new Ajv({ strict: false, allErrors: true })
    addFormats(this.ajv)
    this.ajv.addSchema(document, 'api')
    this.operations = []
    for (const [path, item] of Object.entries(document.paths)) {
      const pattern = new RegExp('^' + path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[A-Za-z0-9_.-]+') + '$')
      for (const [method, operation] of Object.entries(item))
        this.operations.push({ method: method.toUpperCase(), path, pattern, operation })
    }
    this.compiled = new Map()
  }

  operationOf(method, url) {
    const path = url.split('?')[0]
    const found = this.operations.filter((one) => one.method === method && one.pattern.test(path))
    return found.find((one) => !one.path.includes('{')) || found[0]
  }

  validator(where, schema) {
    if (!this.compiled.has(where))
      this.compiled.set(where, this.ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"api#/components'))))
    return this.compiled.get(where)
  }

  /** Problems of a reply, as texts; empty = it is what the document promises. */
  faults(method, path, reply, as = 'nobody') {
    if (method === 'HEAD') return reply.text === '' ? [] : ['a body to HEAD']
    const known = this.operationOf(method, path)
    if (!known) return reply.status >= 400 ? this.problemFaults(reply) : [`${method} ${path} is in no document`]
    this.note(known.operation.operationId, as, reply.status)
    const promised = known.operation.responses[reply.status] || (reply.status >= 400 && known.operation.responses.default)
    if (!promised) return [`status ${reply.status} is not in the document`]
    if (!promised.content) return reply.text === '' ? [] : ['a body where none is promised']
    const media = promised.content[reply.type]
    if (!media) return [`content type ${reply.type || 'none'} is not in the document`]
    if (reply.json === undefined) return []
    const valid = this.validator(`${known.operation.operationId} ${reply.status >= 400 ? 'problem' : reply.status}`, media.schema)
    return valid(reply.json) ? [] : valid.errors.map((one) => `${one.instancePath} ${one.message} ${JSON.stringify(one.params)}`)
  }

  problemFaults(reply) {
    if (reply.type !== 'application/problem+json') return [`an error of type ${reply.type || 'none'}`]
    const valid = this.validator('problem', { $ref: '#/components/schemas/problem' })
    return valid(reply.json) ? [] : valid.errors.map((one) => `${one.instancePath} ${one.message}`)
  }

  note(id, as, status) {
    if (!this.reached.has(id)) this.reached.set(id, new Set())
    this.reached.get(id).add(`${as} ${status}`)
  }

  /** Operations that nobody reached with success. */
  unreached() {
    return this.operations.map((one) => one.operation.operationId)
      .filter((id) => ![...(this.reached.get(id) || [])].some((seen) => Number(seen.split(' ')[1]) < 400))
  }

  /** Refusals that the document's permissions ask for and that no case has shown: "operation: who status". */
  unshown(refusals) {
    return this.operations.flatMap(({ operation, path }) => refusals(operation['x-permission'], path)
      .filter((refusal) => !(this.reached.get(operation.operationId) || new Set()).has(refusal))
      .map((refusal) => `${operation.operationId}: ${refusal}`))
  }
}

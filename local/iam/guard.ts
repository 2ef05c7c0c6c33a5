import type { IncomingMessage } from 'node:http';
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { Readable } from 'node:stream';
import { authorise, type ResourcePolicies } from './authorise.ts';
import { type Circumstances, callsOf, type Service } from './calls/index.ts';
import { CallCounts, type CountedCall } from './counted.ts';
import { speaksOfAction } from './evaluate.ts';
import type { Call, Statement } from './statement.ts';

/** What a function's thread has to know to judge its own calls as AWS would. */
export interface Access extends Circumstances {
  /** The function, as its grants are listed under: `tag`. */
  readonly caller: string;
  /** ARN of its role. */
  readonly role: string;
  readonly statements: readonly Statement[];
  readonly policies: ResourcePolicies;
  /** Which service is at which `host:port`. */
  readonly services: Readonly<Record<string, Service>>;
}

/**
 * What became of permissions: `used` ones by `<function> <statement> <action>`, each once; what was refused in words; and the
 * `calls` since the last notice of them.
 */
export type AccessNotice =
  | { readonly kind: 'used'; readonly grant: string }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'calls'; readonly caller: string; readonly calls: readonly CountedCall[] };

/** Judges requests and remembers what it told of. */
export class Guard {
  readonly #access: Access;
  readonly #tell: (notice: AccessNotice) => void;
  readonly #told = new Set<string>();
  readonly #counts = new CallCounts();
  /** Most statements speak of other actions. */
  readonly #byAction = new Map<string, Pick<Access, 'role' | 'statements'>>();
  /** What was allowed, by action and ARN, where nothing else matters: the use of keys, mostly. */
  readonly #allowed = new Set<string>();

  constructor(access: Access, tell: (notice: AccessNotice) => void) {
    this.#access = access;
    this.#tell = tell;
  }

  /** Why these calls are refused; null where all are allowed. */
  refuses(calls: readonly Call[]): string | null {
    for (const call of calls) {
      const name = Object.keys(call.context).length === 0 ? `${call.action} ${call.resource}` : '';
      if (this.#allowed.has(name)) {
        this.#counts.add(call, 'allowed');
        continue;
      }
      const { allowed, by, because } = authorise(call, this.#callerOf(call.action), this.#access.policies);
      this.#counts.add(call, allowed ? 'allowed' : 'refused');
      if (!allowed) {
        const why = `${this.#access.caller} is ${because}`;
        this.#tell({ kind: 'refused', why });
        return why;
      }
      if (name !== '') this.#allowed.add(name);
      for (const { sid } of by) this.#use(`${this.#access.caller} ${sid} ${call.action}`);
    }
    return null;
  }

  /** Tells of the calls since it last did. */
  tellCalls(): void {
    const calls = this.#counts.take();
    if (calls.length > 0) this.#tell({ kind: 'calls', caller: this.#access.caller, calls });
  }

  /**
   * Whether S3 would say that an object is not there. To who may not list the bucket it says that access is denied, lest
   * they learn which names are taken.
   */
  maySeeAbsence(calls: readonly Call[]): boolean {
    return calls.every(
      ({ action, resource, context: { 's3:if-match': _match, 's3:if-none-match': _none, ...context } }) => {
        if (!action.startsWith('s3:GetObject')) return true;
        const list = { action: 's3:ListBucket', resource: resource.split('/')[0] ?? '', context };
        const { allowed, by } = authorise(list, this.#access, this.#access.policies);
        this.#counts.add(list, allowed ? 'allowed' : 'refused');
        if (allowed) for (const { sid } of by) this.#use(`${this.#access.caller} ${sid} s3:ListBucket`);
        else this.#tell({ kind: 'refused', why: `${this.#access.caller} may not learn that there is no ${resource}` });
        return allowed;
      },
    );
  }

  /** The caller, with those of its statements that speak of the action. */
  #callerOf(action: string): Pick<Access, 'role' | 'statements'> {
    const known = this.#byAction.get(action);
    if (known !== undefined) return known;
    const { role, statements } = this.#access;
    const caller = { role, statements: statements.filter((one) => speaksOfAction(one, action)) };
    this.#byAction.set(action, caller);
    return caller;
  }

  #use(grant: string): void {
    if (this.#told.has(grant)) return;
    this.#told.add(grant);
    this.#tell({ kind: 'used', grant });
  }
}

type Callback = (response: IncomingMessage) => void;

/**
 * From now on every request that this thread sends to a service is judged by the policies of its role before it leaves,
 * and one that is not allowed is answered as AWS would answer. It looks at the request on the wire: the bundle, with the
 * SDK in it, is the one that deploys.
 */
export function guardRequests(access: Access, tell: (notice: AccessNotice) => void): Guard {
  const guard = new Guard(access, tell);
  const send = http.request;
  const guarded = (options: http.RequestOptions, callback: Callback): http.ClientRequest => {
    const service = access.services[`${options.hostname ?? options.host}:${options.port}`];
    if (service === undefined) return send(options, callback);
    let calls: readonly Call[] = [];
    const request = send(options, (response) => {
      const hidden = response.statusCode === 404 && service === 's3' && !guard.maySeeAbsence(calls);
      if (!hidden) return callback(response);
      response.resume();
      callback(refusal(service, 'Access Denied'));
    });
    const end = request.end.bind(request);
    const refuse = (why: string) => {
      // Whatever the connection has to say after this, the caller has its answer.
      request.on('error', () => {});
      callback(refusal(service, why));
      request.destroy();
      return request;
    };
    request.end = ((body?: string | Uint8Array) => {
      const { method = 'GET', path } = options;
      // What an object holds does not matter.
      const read = body !== undefined && (service !== 's3' || method === 'POST');
      const text = read ? Buffer.from(body as Uint8Array).toString() : '';
      calls = callsOf(service, { method, path: path ?? '/', headers: headersOf(request), body: text }, access);
      const why = guard.refuses(calls);
      if (typeof why === 'string') return refuse(why);
      return body === undefined ? end() : end(body);
    }) as typeof request.end;
    return request;
  };
  http.request = guarded as typeof http.request;
  syncBuiltinESMExports();
  return guard;
}

function headersOf(request: http.ClientRequest): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.getHeaders()).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}

function refusal(service: Service, why: string): IncomingMessage {
  const s3 = service === 's3';
  const text = why.replaceAll(/[<>&]/g, ' ');
  const body = s3
    ? `<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>${text}</Message></Error>`
    : JSON.stringify({ __type: 'AccessDeniedException', message: why });
  const headers = { 'content-type': s3 ? 'application/xml' : 'application/x-amz-json-1.1' };
  return Object.assign(Readable.from([Buffer.from(body)]), {
    statusCode: s3 ? 403 : 400,
    statusMessage: 'Access Denied',
    headers,
  }) as unknown as IncomingMessage;
}

import type { Access, AccessNotice } from '../../iam/index.ts';

/** What the main thread and a function's thread say to each other. Events and results travel as JSON, as in Lambda. */
export interface ThreadData {
  /** What its role may do: its requests are judged by that. */
  readonly access: Access;
  readonly clock: SharedArrayBuffer;
  /** Absolute path of the bundle's module. */
  readonly module: string;
  /** The export to call. */
  readonly handler: string;
}

export interface Call {
  readonly requestId: string;
  readonly event: string;
  /** Milliseconds until the time-out. */
  readonly remaining: number;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memory: string;
  readonly logGroup: string;
}

/** An error as Lambda reports it to the caller. */
export interface FunctionFault {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

export type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'result'; readonly payload: string }
  | { readonly kind: 'error'; readonly fault: FunctionFault };

/** What a thread says besides its answers. */
export type Aside = { readonly kind: 'access'; readonly notice: AccessNotice };

/** How an invocation ended. */
export type Invocation =
  | { readonly ok: true; readonly requestId: string; readonly payload: string }
  | { readonly ok: false; readonly requestId: string; readonly fault: FunctionFault };

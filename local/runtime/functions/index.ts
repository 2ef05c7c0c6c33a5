export { AsynchronousInvocations } from './asynchronous.ts';
export { type FunctionSettings, LambdaFunction, type LogSink } from './lambda-function.ts';
export type { FunctionFault, Invocation } from './protocol.ts';

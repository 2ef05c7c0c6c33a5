export { type Ending, type LambdaOptions, startLambda } from './server.ts';

export { attempts, type Delivered, type RetryPolicy } from './attempts.ts';
export { type Undelivered, undelivered } from './undelivered.ts';

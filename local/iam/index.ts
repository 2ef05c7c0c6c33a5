export { authorise, authoriseService, type Decision, type ResourcePolicies } from './authorise.ts';
export { callsOf, keyCalls, type Service } from './calls/index.ts';
export { CallCounts, type CountedCall, kindOf } from './counted.ts';
export { evaluate, type Verdict } from './evaluate.ts';
export { type Access, type AccessNotice, Guard, guardRequests } from './guard.ts';
export { type Call, type Condition, type PolicyDocument, readPolicy, type Statement } from './statement.ts';

/** Grants that no end-to-end test uses, and why each is there all the same. */
export const NEVER_USED: readonly { readonly grants: RegExp; readonly because: string }[] = [
  {
    grants: /^\S+ WriteLogs logs:/,
    because: 'Lambda writes what a function prints, under the function’s role. On one machine it goes into a file.',
  },
  {
    grants: /^\S+ TakeWork sqs:/,
    because: 'Lambda takes messages from the queue for the function, under its role. On one machine the runtime does.',
  },
  {
    grants: /^tag ReadStreams dynamodb:/,
    because: 'Lambda reads the streams for the function, under its role. On one machine the runtime does.',
  },
  {
    grants: /^tag ReadStores kms:Decrypt$/,
    because: 'Lambda reads streams of encrypted tables for the function, under its role.',
  },
  {
    grants: /^\S+ (UseDataKey|UseStoreKeys|ReadStores) kms:(DescribeKey|Encrypt|GenerateDataKey)$/,
    because:
      'DynamoDB, SQS, S3 and Lambda use the key in the caller’s name, and AWS does not promise by which calls: its example policies give these four, and a call less shows only in an account.',
  },
  {
    grants: /^(open-case|sweep) OpenInRegistry dynamodb:GetItem$/,
    because: 'One statement for all who open cases; the desk (`case`) reads an answer by its key.',
  },
  {
    grants: /^(open-case|case|sweep) (MoveCase dynamodb:DeleteItem|HoldOnDoubt dynamodb:ConditionCheckItem)$/,
    because:
      'A case that waited begins, or a contradiction is told of again: in the tests of the registry, not in all functions end to end.',
  },
  {
    grants: /^hold KeepHolds dynamodb:ConditionCheckItem$/,
    because: 'A hold that is told of again is put in force only if it was not released.',
  },
  {
    grants: /^delete DeleteVersions\d+ s3:DeleteObject$/,
    because: 'S3’s reference of DeleteObjects asks for it always, also where each object is named with its version.',
  },
  {
    grants: /^seal ReadReceipts s3:GetObject$/,
    because: 'Where an object of receipts is there already, a repeated batch compares it with its own.',
  },
  {
    grants: /^tell SignNotices kms:Sign$/,
    because: 'A notice over https is signed; the end-to-end tests have no address on the network to send one to.',
  },
];

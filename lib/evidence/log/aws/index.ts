/** The log's ports in an account: DynamoDB, S3 and KMS. */
export { dynamoHeads } from './dynamo-heads.ts';
export { kmsSigner } from './kms-signer.ts';
export { s3Storage } from './s3-storage.ts';

import { S3Client } from '@aws-sdk/client-s3';
import { startS3 } from '../../local/s3/index.ts';
import { objectStorageContract } from './object-storage.contract.ts';

objectStorageContract('the embedded S3', async () => {
  let now = Date.parse('2026-11-23T08:00:00.123Z');
  const server = await startS3({ clock: { now: () => now, sleep: async () => {} } });
  const client = new S3Client({
    endpoint: server.endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return {
    client,
    endpoint: server.endpoint,
    advance: (milliseconds) => {
      now += milliseconds;
    },
    async stop() {
      client.destroy();
      await server.stop();
    },
  };
});

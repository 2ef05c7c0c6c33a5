import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Left alone, it keeps a core free: of two that would be half.
  test: { include: ['test/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 120_000, maxWorkers: '100%' },
});

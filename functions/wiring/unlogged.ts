interface Client {
  readonly middlewareStack: { remove(name: string): boolean };
}

/**
 * The SDK copies the input and output of every call, value by value, for a log line that nobody takes: a sixth of what a
 * call costs the processor.
 */
export function unlogged<C extends Client>(client: C): C {
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}

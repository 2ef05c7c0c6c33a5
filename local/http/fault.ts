/** An error as an AWS service answers it: a type the SDK turns into an exception class, a status and a sentence. */
export class AwsFault extends Error {
  readonly type: string;
  readonly status: number;

  constructor(type: string, message: string, status = 400) {
    super(message);
    this.name = 'AwsFault';
    this.type = type;
    this.status = status;
  }
}

/** The fault for input that no AWS service would take, or that this server does not implement. */
export function invalid(message: string): AwsFault {
  return new AwsFault('ValidationException', message);
}

/** The services whose requests can be met with a fault. */
export type FaultyService = 'dynamodb' | 's3' | 'sqs' | 'kms' | 'eventbridge';

/** A request of a function, as it arrives at a service. */
export interface SentRequest {
  readonly service: FaultyService;
  /** The function's name among those of the deployment: `tag`. */
  readonly caller: string;
  /** `UpdateItem`; of S3 the method: `PUT`. */
  readonly operation: string;
}

/**
 * What becomes of a request. `throttle` and `fail`: it is answered so and not carried out. `cut`: the connection ends before
 * the service has heard of it. `lose`: it is carried out, and the connection ends before the answer. The last three end the
 * thread that sent it: before the service has heard of it, when it was carried out and before its answer, and with its answer.
 */
export type Fate = 'pass' | 'throttle' | 'fail' | 'cut' | 'lose' | 'kill before' | 'kill after' | 'kill with';

/** A batch that a source hands to a function. */
export interface Handed {
  readonly from: 'queue' | 'stream';
  readonly to: string;
  /** How often the queue has handed over the message of the batch that it did most often; 1 for a stream. */
  readonly times: number;
}

/**
 * Whether a batch comes twice, as all sources may do. `again`: when it was worked, it is not taken off the queue, or the
 * stream goes back. `meanwhile`: the queue hands its messages over again while they are being worked; a stream does not do that.
 */
export type Repetition = 'once' | 'again' | 'meanwhile';

/** What goes wrong, decided by whoever tests. Both are asked for everything and must not throw. */
export interface Faults {
  request(request: SentRequest): Fate;
  handed(batch: Handed): Repetition;
}

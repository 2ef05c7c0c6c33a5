/** Where the resources of a local server pretend to be: what their ARNs say. */
export interface Place {
  /** `aws`, or `aws-cn` for the China regions. */
  readonly partition: string;
  readonly region: string;
  /** Twelve digits. */
  readonly account: string;
}

/** The ARN of a resource of `service` in this place, e.g. `arn:aws-cn:kms:cn-north-1:000000000000:key/…`. */
export function arn(place: Place, service: string, resource: string): string {
  return `arn:${place.partition}:${service}:${place.region}:${place.account}:${resource}`;
}

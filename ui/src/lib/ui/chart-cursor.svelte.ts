/** The crosshair that all time charts of a view share: a moment, and the chart under the pointer. */
export class ChartCursor {
  /** The moment in milliseconds; null while nothing is pointed at. */
  moment = $state<number | null>(null);
  /** The title of the chart that is pointed at; its tip says the time. */
  owner = $state<string | null>(null);

  point(owner: string, moment: number | null): void {
    this.moment = moment;
    this.owner = moment === null ? null : owner;
  }

  /** Forgets the moment, unless another chart has taken over. */
  leave(owner: string): void {
    if (this.owner === owner) this.point(owner, null);
  }
}

/** How a call of a hook can fail, as far as the difference decides what happens next. */

/** No answer, or one that cannot be used: nothing is touched, and the parent is tried again with back-off. */
export class HookFailed extends Error {
  override readonly name = 'HookFailed';
}

/** 429: the parent is tried again after a while, without an Event and without back-off. */
export class HookBusy extends Error {
  override readonly name = 'HookBusy';
  /** Seconds; 0 or less means at once. */
  readonly afterSeconds: number;

  constructor(afterSeconds: number) {
    super(`the hook asks to be called again in ${afterSeconds} s`);
    this.afterSeconds = afterSeconds;
  }
}

/** A kind that a customize hook asked for is not listed yet: tried again with back-off, without an Event. */
export class RelatedNotListed extends Error {
  override readonly name = 'RelatedNotListed';
}

/** A null among the children: the real process ends there, and the engine's Metacontroller stops with this error. */
export class MetacontrollerCrashed extends Error {
  override readonly name = 'MetacontrollerCrashed';
}

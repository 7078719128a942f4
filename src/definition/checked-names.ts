declare const names: unique symbol;

/**
 * Names that a function such as `application` or `existing` was called with. The compiler reads them where
 * `definePlatform` checks them; at run time there is no such property.
 */
export interface WithNames<Names> {
  readonly [names]?: Names;
}

/**
 * Type of a value whose names are checked: `Expected` where there is no problem, otherwise a sentence, to which nothing is
 * assignable, so that the compiler prints the sentence in one line.
 */
export type Checked<Problem, Expected> = [Problem] extends [never] ? Expected : Problem;

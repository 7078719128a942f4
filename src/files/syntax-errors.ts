import type { YAMLError } from 'yaml';

/** Syntax error in the words of people who write YAML: what is wrong, and what to write instead. */
interface SyntaxErrorText {
  readonly message: string;
  readonly fix: string;
}

/** Explanations of the parser's errors, by code. The parser names its tokens, which users do not know. */
const explanations: Readonly<Partial<Record<YAMLError['code'], SyntaxErrorText>>> = {
  BAD_DQ_ESCAPE: {
    message: 'an unknown escape sequence in double quotes',
    fix: 'write \\\\ for a backslash, or put the text in single quotes',
  },
  BAD_INDENT: {
    message: 'an entry at another column than the entries before it',
    fix: 'indent it as they are',
  },
  BAD_SCALAR_START: {
    message: 'a value that begins with a reserved character',
    fix: 'put the value in quotes',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'another key after a value',
    fix: 'put a value with a colon in quotes; indent the entries of this key',
  },
  MISSING_CHAR: {
    message: 'a key without a colon',
    fix: 'write a colon and a space after the key',
  },
  MULTILINE_IMPLICIT_KEY: {
    message: 'a line without a colon, between entries of an object',
    fix: 'write key: value, or indent a list under its key',
  },
  TAB_AS_INDENT: { message: 'a tab as indentation', fix: 'write spaces' },
  TAG_RESOLVE_FAILED: { message: 'an unknown tag', fix: 'remove it, or put the value in quotes' },
  UNEXPECTED_TOKEN: {
    message: 'text where the parser expects none',
    fix: 'check the quotes, the brackets and the indentation of this line and of the line before it',
  },
};

/**
 * Explains a syntax error, without text of the file.
 * @returns the message of the parser for an error without an explanation
 */
export function explainSyntaxError({ code, message }: Pick<YAMLError, 'code' | 'message'>): string {
  const [parserMessage = ''] = message.replace(/ at line \d+, column \d+:[^]*$/, '').split(': ');
  const { message: text, fix } = explainQuoteOrBracket(parserMessage) ??
    explanations[code] ?? { message: parserMessage, fix: '' };
  return fix === '' ? text : `${text}; ${fix}`;
}

/** Explains an error whose code does not determine what is open: a quote, a list or an object. */
function explainQuoteOrBracket(parserMessage: string): SyntaxErrorText | undefined {
  if (/^Missing closing .*quote/.test(parserMessage))
    return {
      message: 'a text in quotes that does not end',
      fix: 'write the closing quote on the line on which the text begins',
    };
  const [, type, bracket] = /^Flow (sequence|map) .* end with a (.)/.exec(parserMessage) ?? [];
  return type === undefined
    ? undefined
    : {
        message: `${type === 'map' ? 'an object' : 'a list'} before this line that does not end`,
        fix: `write ${bracket ?? ''} at its end`,
      };
}

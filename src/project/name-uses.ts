/** How a name is used as a value for certain, for certain not, or `unsure`. */
export type NameUse = 'value' | 'none' | 'unsure';

export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** How the text around a statement uses the name that it imports: as a value for certain, not as one for certain, or `unsure`. */
export function useOf(name: string, text: string, statement: TextRange): NameUse {
  let use: NameUse = 'none';
  for (let index = text.indexOf(name); index !== -1; index = text.indexOf(name, index + 1)) {
    if (index >= statement.start && index < statement.end) continue;
    const end = index + name.length;
    if (isNamePart(text[index - 1]) || isNamePart(text[end])) continue;
    const line = text.slice(text.lastIndexOf('\n', index - 1) + 1, index);
    const after = text.slice(end, end + 200);
    // No type has a parenthesis behind a name.
    if (isComment(line, text, index) || (text[end] !== '(' && isType(line, after, text, index))) continue;
    if (mayBeBinding(line, after, text, index)) return 'unsure';
    if (use !== 'value') use = isCall(line, after) && isCode(line, text, index) ? 'value' : 'unsure';
  }
  return use;
}

function isNamePart(character = ' '): boolean {
  return (
    (character >= 'a' && character <= 'z') ||
    (character >= 'A' && character <= 'Z') ||
    (character >= '0' && character <= '9') ||
    character === '_' ||
    character === '$' ||
    character > '\x7f'
  );
}

const BEFORE_DECLARED = /\b(?:const|let|var|function|class|enum|namespace|module|catch)\b\s*[*({[]?\s*$/u;
const BEFORE_BINDING = /(?:[({[,:]|\.{3})\s*$/u;
const AFTER_BINDING = /^\s*(?:[,)}\]:?]|=(?!=)|$)/u;

/** Whether a name may be declared again here, by a declaration, a parameter or a pattern, so that uses may mean something else. */
function mayBeBinding(line: string, after: string, text: string, index: number): boolean {
  if (/^\s*(?:=>|\/)/u.test(after) || line.trimEnd().endsWith('*/')) return true;
  let before = line;
  if (before.trim() === '') {
    before = text.slice(0, index).trimEnd();
    before = before.slice(before.lastIndexOf('\n') + 1);
    if (before.includes('//') || before.endsWith('*/')) return AFTER_BINDING.test(after);
  }
  return BEFORE_DECLARED.test(before) || (BEFORE_BINDING.test(before) && AFTER_BINDING.test(after));
}

/** What stands between the start of a type and a name in it, or behind the name. */
const IN_TYPE = String.raw`[\w$<>[\]|., ]*`;

/** A statement that declares a type; a variable, a parameter of a function declaration, or the result of a function with its type; an assertion. */
const BEFORE_TYPE = [
  String.raw`^\s*(?:export\s+)?(?:declare\s+)?type\s+[\w$]+\s*=[^;]*`,
  String.raw`\b(?:const|let|var)\s+[\w$]+\s*:\s*${IN_TYPE}`,
  String.raw`^\s*(?:export\s+)?(?:default\s+)?(?:async\s+)?function\s+[\w$]+\((?:[\w$<>[\]|.,: ]|\?:)*:\s*${IN_TYPE}`,
  String.raw`[\w$)\]}'"]\s+(?:as|satisfies)\s+${IN_TYPE}`,
].map((source) => new RegExp(`${source}$`, 'u'));
const BEFORE_RESULT_TYPE = new RegExp(String.raw`^[^?]*\)\s*:\s*${IN_TYPE}$`, 'u');
const AFTER_RESULT_TYPE = new RegExp(String.raw`^${IN_TYPE}(?:\{|=>)`, 'u');
const BEFORE_MEMBER_TYPE = new RegExp(String.raw`^\s*(?:readonly\s+)?[\w$]+[?!]?:\s*${IN_TYPE}$`, 'u');
const AFTER_MEMBER_TYPE = new RegExp(String.raw`^${IN_TYPE};\s*(?:$|\n|\/\/)`, 'u');
// The compiler, too, takes it for type arguments because of what follows.
const BEFORE_TYPE_ARGUMENT = new RegExp(String.raw`[\w$]<${IN_TYPE}$`, 'u');
const AFTER_TYPE_ARGUMENT = new RegExp(String.raw`^${IN_TYPE}>[(),;\]]`, 'u');

/** Whether a name stands in a type for certain. */
function isType(line: string, after: string, text: string, index: number): boolean {
  if (BEFORE_TYPE.some((before) => before.test(line))) return true;
  if (BEFORE_RESULT_TYPE.test(line)) return AFTER_RESULT_TYPE.test(after);
  if (BEFORE_TYPE_ARGUMENT.test(line) && AFTER_TYPE_ARGUMENT.test(after)) return true;
  if (!BEFORE_MEMBER_TYPE.test(line) || !AFTER_MEMBER_TYPE.test(after)) return false;
  // The rest of a conditional expression looks the same.
  return !text.slice(0, index - line.length).trimEnd().endsWith('?');
}

function isComment(line: string, text: string, index: number): boolean {
  if (/^\s*\/\//u.test(line)) return true;
  return /^\s*\*/u.test(line) && text.lastIndexOf('/*', index) > text.lastIndexOf('*/', index);
}

/** Members, type arguments, and the parenthesis of a call. */
const CALL = /^(?<members>(?:\.[\w$]+)*)(?:<(?:[^<>(){};=]|<[^<>(){};=]*>)*>)?\(/u;

const STATEMENT_CALL = /^[^(]*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\s*[;.]/u;

/** Whether a name is called, or a member of it, where no declaration and no type can stand. */
function isCall(line: string, after: string): boolean {
  if (/\binstanceof\s+$/u.test(line)) return true;
  const members = CALL.exec(after)?.groups?.['members'];
  if (members === undefined) return false;
  if (members !== '') return !line.endsWith('.') || line.endsWith('...');
  // A statement; a method would have a body or a type behind the parentheses.
  if (line.trim() === '' && STATEMENT_CALL.test(after)) return true;
  return /(?:\b(?:await|return|new|throw)\s+|(?:=>|&&|\|\||\?\?|[=([!?:]|\.{3})\s*)$/u.test(line);
}

const STRINGS = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/gu;

/** Whether a place in a text, given with the line before it, is certainly code, and not in a comment, a string or a template. */
function isCode(line: string, text: string, index: number): boolean {
  if (/['"`/]|^\s*\*/u.test(line.replace(STRINGS, ''))) return false;
  if (text.lastIndexOf('/*', index) > text.lastIndexOf('*/', index)) return false;
  return !mayBeInTemplate(text, index - line.length);
}

/** Whether a line may start within a template: one that spans lines opens on a line with an odd number of backticks. */
function mayBeInTemplate(text: string, lineStart: number): boolean {
  for (let index = text.indexOf('`'); index !== -1 && index < lineStart; index = text.indexOf('`', index + 1)) {
    const opening = index;
    index = text.indexOf('`', opening + 1);
    const lineEnd = text.indexOf('\n', opening);
    if (index === -1 || (lineEnd !== -1 && lineEnd < index)) return true;
  }
  return false;
}

import ts from 'typescript'
import { type HouseRule, inFolder, isTest, walk } from './house-rule.ts'

const chinese = /[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]/
/** A word that starts with a capital and goes on in small letters: 'Save', 'Log in'. Not IDs, codes or class names. */
const sentence = /(^|\s)\p{Lu}\p{Ll}+/u
/** Names that are printed on the keys themselves. */
const keys = /\b(Ctrl|Alt|Shift|Enter|Esc|Tab|Home|End|Space|Del|PgUp|PgDn|F\d{1,2})\b(\+\w+)*/g
/** Attributes that a person reads or hears. */
const readable = new Set([
  ...['title', 'label', 'placeholder', 'alt', 'description', 'error', 'message', 'caption', 'summary', 'heading'],
  ...['aria-label', 'aria-description', 'aria-placeholder', 'aria-roledescription', 'aria-valuetext'],
  ...['nothingFoundMessage', 'emptyText', 'tooltip', 'hint'],
])

/** Every visible sentence is in src-renderer/text or src-main/text, in both languages; none is in a component. */
export const visibleText: HouseRule = {
  name: 'visible text only in the text files',
  applies: (path) =>
    inFolder(path, 'src-renderer', 'src-main', 'src-preload') &&
    !inFolder(path, 'src-renderer/text', 'src-main/text') &&
    !isTest(path),
  check(source, report) {
    walk(source, (node) => {
      if (ts.isJsxText(node)) {
        const text = node.text.trim()
        if (chinese.test(text) || isSentence(text)) report(node, `untranslated text: ${excerpt(text)}`)
      } else if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
        if (chinese.test(node.text)) report(node, `untranslated text: ${excerpt(node.text)}`)
        else if (isReadable(node) && isSentence(node.text)) report(node, `untranslated text: ${excerpt(node.text)}`)
      }
    })
  },
}

/** Whether the string is what a person reads: a readable attribute's value, or a child of an element. */
function isReadable(node: ts.Node): boolean {
  const parent = node.parent
  if (ts.isJsxAttribute(parent)) return readable.has(parent.name.getText())
  if (ts.isJsxExpression(parent)) return ts.isJsxAttribute(parent.parent) ? isReadable(parent) : true
  if (ts.isConditionalExpression(parent) && parent.condition !== node) return isReadable(parent)
  return false
}

function isSentence(text: string): boolean {
  return sentence.test(text.replace(keys, ''))
}

function excerpt(text: string): string {
  return text.length > 30 ? `${text.slice(0, 30)}…` : text
}

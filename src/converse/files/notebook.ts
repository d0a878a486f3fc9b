/** A Jupyter notebook as a person reads it: cells and text outputs, without pictures and metadata. */

import { isRecord, listAt, parseJson, recordAt, textAt } from '../../json.ts'

/** Undefined for what is no notebook. Source: nbformat 4, "The Notebook file format". */
export function notebookText(text: string): string | undefined {
  if (!text.trimStart().startsWith('{') || !text.includes('"nbformat"')) return undefined
  const notebook = parseJson(text)
  if (!isRecord(notebook) || !Array.isArray(notebook['cells'])) return undefined
  const language = textAt(recordAt(recordAt(notebook, 'metadata'), 'kernelspec'), 'language') ?? 'python'
  return listAt(notebook, 'cells')
    .map((cell) => {
      const source = joined(isRecord(cell) ? cell['source'] : '')
      if (textAt(cell, 'cell_type') !== 'code') return source
      const outputs = listAt(cell, 'outputs').map(outputText).filter(Boolean)
      return [`\`\`\`${language}\n${source}\n\`\`\``, ...outputs.map((output) => `Output:\n${output}`)].join(
        '\n',
      )
    })
    .filter((cell) => cell.trim() !== '')
    .join('\n\n')
}

function outputText(output: unknown): string {
  if (!isRecord(output)) return ''
  if (output['output_type'] === 'error')
    return `${textAt(output, 'ename') ?? ''}: ${textAt(output, 'evalue') ?? ''}`
  const data = recordAt(output, 'data')
  const text = joined(output['text'] ?? data['text/plain']).trimEnd()
  const other = Object.keys(data).filter((type) => !type.startsWith('text/'))
  return [text, ...(other.length === 0 ? [] : [`(${other.join(', ')} left out)`])].filter(Boolean).join('\n')
}

/** A text, or a list of its lines. */
const joined = (raw: unknown): string =>
  typeof raw === 'string'
    ? raw
    : Array.isArray(raw)
      ? raw.filter((line) => typeof line === 'string').join('')
      : ''

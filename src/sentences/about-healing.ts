/** What a member reads where Claude has refused a part of the conversation; a part of sentences.ts. */

export const aboutHealing = {
  'healed plain': {
    en: 'Claude rejected old files or old tool results of this conversation. I passed on only their text.',
    de: 'Claude hat alte Dateien oder alte Werkzeug-Ergebnisse dieses Gesprächs abgelehnt. Ich habe nur ihren Text weitergegeben.',
  },
  'healed part': {
    en: 'Claude rejected a part of this conversation. Earlier questions left out: {n}',
    de: 'Claude hat einen Teil dieses Gesprächs abgelehnt. Ausgelassene frühere Fragen: {n}',
  },
  'healed summary': {
    en: 'Claude rejected a part of this conversation. I kept only its summary.',
    de: 'Claude hat einen Teil dieses Gesprächs abgelehnt. Ich habe nur seine Zusammenfassung behalten.',
  },
  'healed alone': {
    en: 'Claude rejected the earlier conversation. I answered without it and have forgotten it.',
    de: 'Claude hat das bisherige Gespräch abgelehnt. Ich habe ohne das Gespräch geantwortet und es vergessen.',
  },
}

/**
 * Voices that Twilio documents for `<Say>`, each with its language. Twilio skips the words when the two do not match. Source: Twilio's "Text-to-Speech", Amazon Polly voices.
 */
export const VOICES = [
  { voice: 'Polly.Joanna', language: 'en-US', label: 'English, United States: Joanna' },
  { voice: 'Polly.Matthew', language: 'en-US', label: 'English, United States: Matthew' },
  { voice: 'Polly.Amy', language: 'en-GB', label: 'English, United Kingdom: Amy' },
  { voice: 'Polly.Brian', language: 'en-GB', label: 'English, United Kingdom: Brian' },
  { voice: 'Polly.Nicole', language: 'en-AU', label: 'English, Australia: Nicole' },
  { voice: 'Polly.Russell', language: 'en-AU', label: 'English, Australia: Russell' },
  { voice: 'Polly.Naja', language: 'da-DK', label: 'Danish: Naja' },
  { voice: 'Polly.Lotte', language: 'nl-NL', label: 'Dutch: Lotte' },
  { voice: 'Polly.Celine', language: 'fr-FR', label: 'French: Céline' },
  { voice: 'Polly.Chantal', language: 'fr-CA', label: 'French, Canada: Chantal' },
  { voice: 'Polly.Marlene', language: 'de-DE', label: 'German: Marlene' },
  { voice: 'Polly.Hans', language: 'de-DE', label: 'German: Hans' },
  { voice: 'Polly.Carla', language: 'it-IT', label: 'Italian: Carla' },
  { voice: 'Polly.Mizuki', language: 'ja-JP', label: 'Japanese: Mizuki' },
  { voice: 'Polly.Liv', language: 'nb-NO', label: 'Norwegian: Liv' },
  { voice: 'Polly.Ewa', language: 'pl-PL', label: 'Polish: Ewa' },
  { voice: 'Polly.Vitoria', language: 'pt-BR', label: 'Portuguese, Brazil: Vitória' },
  { voice: 'Polly.Ines', language: 'pt-PT', label: 'Portuguese, Portugal: Inês' },
  { voice: 'Polly.Conchita', language: 'es-ES', label: 'Spanish, Spain: Conchita' },
  { voice: 'Polly.Lupe', language: 'es-US', label: 'Spanish, United States: Lupe' },
  { voice: 'Polly.Astrid', language: 'sv-SE', label: 'Swedish: Astrid' },
  { voice: 'Polly.Filiz', language: 'tr-TR', label: 'Turkish: Filiz' },
] as const

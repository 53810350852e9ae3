/** Colours of VS Code's own themes that the report uses, as its webviews get them. */
export interface Theme {
  /** Class of the body. */
  readonly kind: string;
  readonly colors: Readonly<Record<string, string>>;
}

export const THEMES: Readonly<Record<string, Theme>> = {
  'Dark Modern': {
    kind: 'vscode-dark',
    colors: {
      foreground: '#cccccc',
      'editor-background': '#1f1f1f',
      'textCodeBlock-background': '#2b2b2b',
      'panel-border': '#2b2b2b',
      'textLink-foreground': '#4daafc',
      focusBorder: '#0078d4',
      'testing-iconPassed': '#73c991',
      'editorInfo-foreground': '#59a4f9',
      'editorWarning-foreground': '#cca700',
      'editorError-foreground': '#f14c4c',
      'button-secondaryBackground': '#313131',
      'button-secondaryForeground': '#cccccc',
      'button-border': '#ffffff1a',
    },
  },
  'Light Modern': {
    kind: 'vscode-light',
    colors: {
      foreground: '#3b3b3b',
      'editor-background': '#ffffff',
      'textCodeBlock-background': '#f8f8f8',
      'panel-border': '#e5e5e5',
      'textLink-foreground': '#005fb8',
      focusBorder: '#005fb8',
      'testing-iconPassed': '#73c991',
      'editorInfo-foreground': '#0063d3',
      'editorWarning-foreground': '#bf8803',
      'editorError-foreground': '#e51400',
      'button-secondaryBackground': '#e5e5e5',
      'button-secondaryForeground': '#3b3b3b',
      'button-border': '#0000001a',
    },
  },
  'High Contrast': {
    kind: 'vscode-high-contrast',
    colors: {
      foreground: '#ffffff',
      'editor-background': '#000000',
      contrastBorder: '#6fc3df',
      'textCodeBlock-background': '#000000',
      'panel-border': '#6fc3df',
      'textLink-foreground': '#21a6ff',
      focusBorder: '#f38518',
      'testing-iconPassed': '#73c991',
      'editorInfo-foreground': '#59a4f9',
      'editorWarning-foreground': '#ffd370',
      'editorError-foreground': '#f48771',
      'button-secondaryForeground': '#ffffff',
      'button-border': '#6fc3df',
    },
  },
};

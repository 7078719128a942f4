import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['.plinth/', 'lib/', 'node_modules/', 'coverage/', '**/cdktf.out/', '**/dist/'] },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ['*.mjs'] }, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Mapped types say what their keys are.
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      // It asks for what no-non-null-assertion forbids.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^@cdktf/provider-[^/]+$',
              message:
                'Import the one resource that is used (@cdktf/provider-helm/lib/release): a provider root costs seconds to load.',
            },
          ],
        },
      ],
    },
  },
  {
    // Constructs are made for their effect on the scope.
    files: ['constructs/**', 'stacks/**', 'test/**'],
    rules: { '@typescript-eslint/no-unused-expressions': 'error', 'no-new': 'off' },
  },
  { files: ['**/*.mjs'], extends: [tseslint.configs.disableTypeChecked] },
);

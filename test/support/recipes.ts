import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const recipes = join(root, 'docs/recipes');

/** Names of the recipes in docs/recipes, sorted. */
export const recipeNames: readonly string[] = readdirSync(recipes)
  .filter((file) => file.endsWith('.md'))
  .map((file) => file.slice(0, -'.md'.length))
  .sort();

/** Code blocks of a recipe whose first line is a comment with a file name. */
export function readRecipeFiles(recipe: string): readonly { readonly name: string; readonly text: string }[] {
  const page = readFileSync(join(recipes, `${recipe}.md`), 'utf8');
  return [...page.matchAll(/^```ts\n\/\/ (\S+)\n([\s\S]*?)^```$/gm)].map(([, name = '', text = '']) => ({
    name,
    text,
  }));
}

/** Writes the files of a recipe to a new folder in the repository, where imports of `plinth` resolve. */
export function writeRecipe(recipe: string): string {
  const folder = join(root, '.plinth/recipes', recipe);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { name, text } of readRecipeFiles(recipe)) writeFileSync(join(folder, name), text);
  return folder;
}

/** Runs the last program of a recipe, which imports the others, and returns the folder with its output. */
export function runRecipe(recipe: string): string {
  const folder = writeRecipe(recipe);
  const last = readRecipeFiles(recipe).at(-1);
  if (last) {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', last.name], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') },
    });
    if (status !== 0) throw new Error(`${recipe}/${last.name} failed: ${stdout}${stderr}`);
  }
  return folder;
}

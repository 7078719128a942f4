/** Systems of CI for which `plinth init` writes a pipeline. */
export const pipelineSystems = ['github', 'gitlab'] as const;

/** System of CI. */
export type PipelineSystem = (typeof pipelineSystems)[number];

/** Commands that check what a project contains. Without a remote backend, each run would begin with an empty state. */
const checkCommands = [
  'npx plinth check',
  'npx plinth synth',
  'git add --intent-to-add dist && git diff --exit-code -- dist # dist is committed',
  `if grep -l '"backend": "local"' cdktf.out/stacks/*/cdk.tf.json; then echo 'set state of the definition to a remote backend'; exit 1; fi`,
];

/** Commands that commit the lock. It records which clusters have what, also after an apply that has failed. */
const commitCommands = [
  'git add plinth.lock.json dist',
  `git diff --cached --quiet || git commit --message 'plinth.lock.json: applied [skip ci]'`,
];

/** Pipeline of a project. */
interface Pipeline {
  /** Path in the project. */
  readonly file: string;
  readonly text: string;
}

/** Renders a pipeline that checks changes, and applies the main branch. */
export function renderPipeline(system: PipelineSystem): Pipeline {
  return system === 'github'
    ? { file: '.github/workflows/plinth.yml', text: renderGithub() }
    : { file: '.gitlab-ci.yml', text: renderGitlab() };
}

function renderGithub(): string {
  return `# Checks pull requests and comments with their changes; applies the main branch.
# Set the secret KUBECONFIG, what the backend of the Terraform state needs, and the reviewers of the environment production.
name: plinth
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
jobs:
  check:
    if: github.event_name == 'pull_request'
    runs-on: ubuntu-latest
    permissions:
      contents: read
      pull-requests: write
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 22, cache: npm }
      - run: npm ci
      - run: |
${indent(checkCommands, 10)}
      - run: |
          npx plinth diff --markdown > diff.md
          gh pr comment \${{ github.event.number }} --body-file diff.md --edit-last --create-if-none
        # Pull requests of forks get no token that may comment.
        if: github.event.pull_request.head.repo.full_name == github.repository
        env:
          GH_TOKEN: \${{ github.token }}
  apply:
    if: github.event_name == 'push'
    runs-on: ubuntu-latest
    environment: production
    # One apply at a time, and none is stopped.
    concurrency: { group: plinth-apply, cancel-in-progress: false }
    permissions:
      contents: write
    steps:
      # The newest commit, with the lock of the apply before.
      - uses: actions/checkout@v4
        with: { ref: main }
      - uses: actions/setup-node@v4
        with: { node-version: 22, cache: npm }
      - uses: hashicorp/setup-terraform@v3
        with: { terraform_wrapper: false }
      - run: npm ci
      - run: |
          mkdir -p ~/.kube
          (umask 077 && printf '%s' "$KUBECONFIG_TEXT" > ~/.kube/config)
        env:
          KUBECONFIG_TEXT: \${{ secrets.KUBECONFIG }}
      - run: npx plinth apply --yes
      - if: always()
        run: |
          git config user.name plinth
          git config user.email plinth@users.noreply.github.com
${indent(commitCommands, 10)}
          git pull --rebase && git push
`;
}

function renderGitlab(): string {
  return `# Checks merge requests, and applies the default branch by a job that is started by hand.
# Set the variables KUBECONFIG (of type file), PLINTH_IMAGE (an image with Node.js, git, Terraform and kubectl), PLINTH_TOKEN (a
# project access token that may push), and what the backend of the Terraform state needs.
default:
  image: node:22
  before_script:
    - npm ci
check:
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  script:
    - |
${indent(checkCommands, 6)}
    - npx plinth diff --markdown > diff.md
  artifacts:
    paths: [diff.md]
    expose_as: changes
apply:
  image: $PLINTH_IMAGE
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
      when: manual
  # One apply at a time.
  resource_group: plinth-apply
  script:
    - mkdir -p ~/.kube && (umask 077 && cp "$KUBECONFIG" ~/.kube/config)
    - npx plinth apply --yes
  # Also after a script that has failed.
  after_script:
    - git config user.name plinth && git config user.email "plinth@$CI_SERVER_HOST"
    - |
${indent(commitCommands, 6)}
    - git pull --rebase origin "$CI_DEFAULT_BRANCH"
    - git push "https://plinth:$PLINTH_TOKEN@$CI_SERVER_HOST/$CI_PROJECT_PATH.git" "HEAD:$CI_DEFAULT_BRANCH"
`;
}

function indent(lines: readonly string[], spaces: number): string {
  return lines.map((line) => `${' '.repeat(spaces)}${line}`).join('\n');
}

import type { JourneyStep } from '../step';

export const step: JourneyStep = {
  name: 'plinth init creates a project',
  standIns: ['npm install'],
  run: async ({ parent, project }) => {
    const plinth = 'https://packages.acme.example/plinth-0.1.0.tgz';
    await parent.mustRun('init', 'acme', '--yaml', '--domain', 'acme.example', '--plinth', plinth);
    await project.mustRun('check');
  },
};

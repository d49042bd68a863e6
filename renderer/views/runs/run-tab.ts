/** The parts of a run that its panel shows. */
export type RunTab = 'curves' | 'layers' | 'members' | 'surface' | 'events' | 'experiment'

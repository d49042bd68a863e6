/** Rectifiers pass half of the variance on: He's factor of 2 makes up for it. */
const RECTIFYING = ['relu', 'leakyRelu', 'elu', 'gelu', 'silu', 'mish', 'softplus']

/** The initializer that keeps the variance through units with this activation (He et al. 2015; Glorot & Bengio 2010; Klambauer et al. 2017). */
export const suitedInitializer = (activation: string): string => (activation === 'selu' ? 'leCunNormal' : RECTIFYING.includes(activation) ? 'heNormal' : 'glorotUniform')

export const models = async () => "";

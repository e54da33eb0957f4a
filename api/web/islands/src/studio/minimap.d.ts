// The package brings no types; it is a module of services, handed on whole.
declare module "diagram-js-minimap" {
  const minimap: unknown;
  export default minimap;
}

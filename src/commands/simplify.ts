/** Programs without what makes no difference, so that a model is small and stable. */
import { nodesIn, replaced, type Node, type Nodes } from './model.ts';

/**
 * A program without branches that do nothing, inlined bodies that nothing leaves early, random draws that no id depends on,
 * and waits for what is there already, which count only where a cancellation may come first.
 */
export function simplified(nodes: Nodes): Nodes {
  let hasRandomId = false;
  let cancels = false;
  for (const node of nodesIn(nodes)) {
    if (node.type === 'emit' && node.command.random) hasRandomId = true;
    if (node.type === 'cancel' && node.late) cancels = true;
  }
  const needed = replaced(nodes, (node): Nodes => (isNeeded(node, hasRandomId, cancels) ? [withoutDeadCode(node)] : []));
  return unwrapped(reachable(needed));
}

/** The function of the program needs no frame: what returns from it ends the program. */
function unwrapped(nodes: Nodes): Nodes {
  const last = nodes.at(-1);
  const whole = last?.type === 'call' && last.to === undefined ? [...nodes.slice(0, -1), ...last.body] : nodes;
  const end = whole.at(-1);
  return end?.type === 'exit' && end.how === 'return' && !end.value ? whole.slice(0, -1) : whole;
}

/** What stands behind an exit is never run. */
function reachable(nodes: Nodes): Nodes {
  const exit = nodes.findIndex(({ type }) => type === 'exit' || type === 'leave');
  return exit < 0 ? nodes : nodes.slice(0, exit + 1);
}

function withoutDeadCode(node: Node): Node {
  switch (node.type) {
    case 'start':
    case 'repeat':
    case 'block':
      return { ...node, body: reachable(node.body) };
    case 'call':
      return { ...node, body: reachable(node.body) };
    case 'branch':
      return { ...node, then: reachable(node.then), else: reachable(node.else) };
    case 'loop':
      return { ...node, body: reachable(node.body) };
    case 'try':
      return { ...node, body: reachable(node.body), catch: node.catch && reachable(node.catch), finally: reachable(node.finally) };
    default:
      return node;
  }
}

function isNeeded(node: Node, hasRandomId: boolean, cancels: boolean): boolean {
  switch (node.type) {
    case 'draw':
      return hasRandomId;
    case 'wait':
      return cancels || !('is' in node.on) || node.on.is !== 'ready';
    case 'branch':
      return node.then.length + node.else.length > 0;
    case 'call':
    case 'block':
    case 'repeat':
      return node.body.length > 0;
    case 'try':
      return node.body.length + node.finally.length > 0;
    default:
      return true;
  }
}

/** A workflow as a Mermaid flowchart: commands are boxes, waits for predicates are rounded, conditions are diamonds. */
import type { Guard, Later, Node, Nodes, Workflow } from './model.ts';
import { commandText } from './print.ts';
import { textOf } from './terms.ts';

/** An end of the chart that the next node is linked from. */
interface Tail {
  readonly from: string;
  readonly label?: string;
}

/** A flowchart of a workflow and its handlers, as Mermaid text that ends with a line break. */
export function mermaidOf({ name, body, handlers }: Workflow): string {
  const chart = new Chart();
  chart.program(`workflow ${name}`, body);
  for (const handler of handlers) chart.program(`on ${handler.message} ${handler.name}`, handler.body);
  return `${['flowchart TD', ...chart.lines.map((line) => `  ${line}`)].join('\n')}\n`;
}

class Chart {
  readonly lines: string[] = [];
  private count = 0;
  /** Where `break` and `continue` of the loops around lead, the innermost last. */
  private readonly loops: { readonly label: string | null; readonly head: string | null; readonly breaks: Tail[] }[] = [];

  program(title: string, body: Nodes): void {
    const start = this.node('([', title, '])', []);
    const tails = this.nodes(body, [{ from: start }]);
    if (tails.length > 0) this.node('([', 'end', '])', tails);
  }

  private node(open: string, text: string, close: string, tails: readonly Tail[]): string {
    const id = `n${this.count++}`;
    this.lines.push(`${id}${open}"${escaped(text)}"${close}`);
    this.link(tails, id);
    return id;
  }

  private link(tails: readonly Tail[], to: string): void {
    for (const { from, label } of tails) this.lines.push(label === undefined ? `${from} --> ${to}` : `${from} -->|"${escaped(label)}"| ${to}`);
  }

  private nodes(nodes: Nodes, tails: readonly Tail[]): readonly Tail[] {
    let open = tails;
    for (const node of nodes) {
      if (open.length === 0) return open;
      open = this.step(node, open);
    }
    return open;
  }

  private box(text: string, tails: readonly Tail[]): readonly Tail[] {
    return [{ from: this.node('[', text, ']', tails) }];
  }

  private step(node: Node, tails: readonly Tail[]): readonly Tail[] {
    switch (node.type) {
      case 'emit':
        return this.box(commandText(node.command), tails);
      case 'wait': {
        const predicate = predicateText(node.on);
        return predicate === null ? tails : [{ from: this.node('(', predicate, ')', tails) }];
      }
      case 'start': {
        const fork = this.node('[[', `start ${node.to}`, ']]', tails);
        this.nodes(node.body, [{ from: fork, label: 'beside' }]);
        return [{ from: fork }];
      }
      case 'call':
        return this.nodes(node.body, tails);
      case 'block':
        return this.breakable(node.label, null, () => this.nodes(node.body, tails));
      case 'branch': {
        const id = this.node('{', guardText(node.guard), '}', tails);
        return [...this.nodes(node.then, [{ from: id, label: 'yes' }]), ...this.nodes(node.else, [{ from: id, label: 'no' }])];
      }
      case 'loop': {
        const id = this.node('{', guardText(node.guard), '}', tails);
        return this.breakable(node.label ?? null, id, () => {
          this.link(this.nodes([...node.body, ...node.next], [{ from: id, label: 'yes' }]), id);
          return isAlways(node.guard) ? [] : [{ from: id, label: 'no' }];
        });
      }
      case 'repeat': {
        const id = this.node('{', `${node.count} times`, '}', tails);
        return this.breakable(node.label ?? null, id, () => {
          this.link(this.nodes(node.body, [{ from: id, label: 'again' }]), id);
          return [{ from: id, label: 'done' }];
        });
      }
      case 'leave': {
        const target = this.loops.findLast(({ label, head }) => (node.label === undefined ? head !== null : label === node.label));
        if (target && node.how === 'continue' && target.head !== null) this.link(tails, target.head);
        else target?.breaks.push(...tails);
        return [];
      }
      case 'try': {
        const body = this.nodes(node.body, tails);
        const caught = node.catch ? this.nodes(node.catch, tails.map(({ from }) => ({ from, label: 'fails' }))) : [];
        return this.nodes(node.finally, [...body, ...caught]);
      }
      case 'exit':
        this.node('([', node.how === 'fault' ? 'fail the task' : node.how, '])', tails);
        return [];
      case 'patch':
        return this.box(`${node.deprecated ? 'deprecatePatch' : 'patched'} ${node.id}`, tails);
      case 'cancel':
        return this.box(`cancel ${node.slot}`, tails);
      default:
        return tails;
    }
  }

  private breakable(label: string | null, head: string | null, draw: () => readonly Tail[]): readonly Tail[] {
    const breaks: Tail[] = [];
    this.loops.push({ label, head, breaks });
    const tails = draw();
    this.loops.pop();
    return [...tails, ...breaks];
  }
}

function predicateText(later: Later): string | null {
  if ('until' in later) return `until ${textOf(later.until)}`;
  if (!('promises' in later)) return null;
  const texts = later.promises.map(predicateText).filter((text) => text !== null);
  return texts.length > 0 ? texts.join(` ${later.of} `) : null;
}

function guardText(guard: Guard): string {
  return 'flag' in guard ? guard.flag : textOf(guard);
}

function isAlways(guard: Guard): boolean {
  return 'value' in guard && guard.value === true;
}

function escaped(text: string): string {
  return text.replace(/"/gu, '#quot;');
}

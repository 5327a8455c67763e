import { dashes } from '../../src-domain/charts/svg.ts'
import type { Drawing, Shape, Tone } from '../../src-domain/charts/drawing.ts'

/** Each tone is a variable of the theme, so that a chart follows light and dark. */
const colours: Readonly<Record<Tone, string>> = {
  ink: 'var(--mantine-color-text)',
  quiet: 'var(--mantine-color-dimmed)',
  rule: 'var(--bb-line)',
  faint: 'var(--bb-header)',
  accent: 'var(--mantine-primary-color-filled)',
  band: 'color-mix(in srgb, var(--mantine-primary-color-filled) 28%, var(--bb-panel))',
  alert: 'var(--mantine-color-error)',
}

/**
 * A chart of src-domain/charts as vectors: what a report prints is what the screen shows.
 *
 * @param label what it says, in words: for who does not see it
 * @param scale how much larger than on paper: its words are those of small print
 */
export function Chart({ drawing, label, scale = 1 }: { drawing: Drawing; label: string; scale?: number }) {
  const { width, height, shapes } = drawing
  return (
    <svg role="img" aria-label={label} width={width * scale} height={height * scale} viewBox={`0 0 ${width} ${height}`}>
      {shapes.map((shape, at) => (
        <ShapeOf key={at} shape={shape} />
      ))}
    </svg>
  )
}

function ShapeOf({ shape }: { shape: Shape }) {
  const colour = colours[shape.tone]
  switch (shape.kind) {
    case 'line': {
      const [x1, y1] = shape.from
      const [x2, y2] = shape.to
      return <line {...{ x1, y1, x2, y2 }} stroke={colour} strokeWidth={shape.width} />
    }
    case 'path':
      return (
        <polyline
          points={shape.points.map((point) => point.join(',')).join(' ')}
          fill="none"
          stroke={colour}
          strokeWidth={shape.width}
          strokeDasharray={shape.dashed ? dashes : undefined}
        />
      )
    case 'rect':
      return <rect x={shape.at[0]} y={shape.at[1]} width={shape.width} height={shape.height} fill={colour} />
    case 'dot':
      return (
        <circle
          cx={shape.at[0]}
          cy={shape.at[1]}
          r={shape.radius}
          fill={shape.hollow ? 'var(--bb-panel)' : colour}
          stroke={shape.hollow ? colour : 'none'}
        />
      )
    case 'text':
      return (
        <text x={shape.at[0]} y={shape.at[1]} textAnchor={shape.anchor} fontSize={shape.size} fill={colour}>
          {shape.text}
        </text>
      )
  }
}

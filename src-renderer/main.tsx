import './theme/theme.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { connect } from './rpc/client.ts'
import { applyLanguage } from './text/language.ts'
import { followScheme } from './theme/scheme.ts'

applyLanguage()
followScheme()
connect()

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)

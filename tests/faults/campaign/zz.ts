import { simulate } from './simulated-schedule.ts'
for (let i=0;i<20;i++) await simulate('w/'+i)
const n=200; const t=performance.now(); const c=process.cpuUsage()
for (let i=0;i<n;i++) await simulate('1/'+i)
const d=process.cpuUsage(c)
console.log('wall',(performance.now()-t)/n,'cpu',(d.user+d.system)/1000/n)

import type { Life, LifeDraw } from './life.ts'

/** Lives of the entries of the registers: residents, tenants, rented homes, organisations. */

export function residentLife(draw: LifeDraw, person: number): Life {
  const { dice, world, day } = draw
  const home = draw.homeOf(person)
  const settled = world.otherCounty(person) === null
  const end = dice.next()
  const steps =
    end < 0.62
      ? draw.steps(day, [
          { transition: 'confirm', after: dice.between(40, 200), fields: (on) => ({ confirmedOn: on }) },
        ])
      : end < 0.8
        ? draw.steps(day, [
            {
              transition: 'leave',
              after: dice.between(5, 160),
              fields: (on) => ({ leftOn: on, leftTo: dice.pick(['外地务工', '随子女居住', '未提供']) }),
            },
          ])
        : end < 0.9
          ? draw.steps(day, [
              { transition: 'leave', after: dice.between(5, 90), fields: (on) => ({ leftOn: on, leftTo: '外地务工' }) },
              { transition: 'return', after: dice.between(10, 60), fields: (on) => ({ returnedOn: on }) },
            ])
          : draw.steps(day, [
              {
                transition: 'cancel',
                after: dice.between(10, 150),
                fields: (on) => ({ cancelledOn: on, cancelReason: 'moved-away' }),
                note: '户口已迁出',
              },
            ])
  return {
    book: 'L02',
    on: day,
    beat: draw.beatOf(home),
    fields: {
      ...draw.identity(person),
      address: draw.address(home),
      householdStatus: settled ? 'registered-here' : dice.pick(['registered-elsewhere', 'registered-in-city']),
    },
    steps,
  }
}

export function tenantLife(draw: LifeDraw, person: number): Life {
  const { dice, day } = draw
  const home = draw.homeOf(person)
  const until = draw.later(180)
  const renewed = dice.chance(0.7)
  const checked = dice.between(0, 2)
  const issued = dice.between(1, 3)
  const rest = Math.max(1, 180 - checked - issued - dice.between(-6, 8))
  return {
    book: 'L03',
    on: day,
    beat: draw.beatOf(home),
    fields: {
      ...draw.identity(person),
      address: draw.address(home),
      movedInOn: draw.later(-dice.between(0, 6)),
      reason: dice.pick(['work', 'work', 'work', 'trade', 'study', 'family']),
      placeKind: dice.pick(['rented', 'rented', 'rented', 'dormitory', 'household']),
      validUntil: until,
      employer: draw.organisation(draw.serial).signboard,
    },
    steps: draw.steps(day, [
      { transition: 'verify', after: checked, fields: (on) => ({ verifiedOn: on, verifiedBy: 'on-site' }) },
      {
        transition: 'issue',
        after: issued,
        fields: () => ({
          permitNumber: `JZ${day.slice(0, 4)}${String(draw.serial).padStart(6, '0')}`,
          validUntil: until,
        }),
      },
      renewed
        ? {
            transition: 'extend',
            after: rest,
            fields: (on) => ({ extendedOn: on, validUntil: draw.later(180, on > until ? on : until) }),
          }
        : {
            transition: 'move-out',
            after: rest,
            fields: (on) => ({
              movedOutOn: on,
              moveOutReason: 'left-city',
              destination: '无法核实',
              declarant: '未提供',
              declarantPhone: '未提供',
              moveOutCheck: dice.pick(['landlord', 'on-site', 'phone']),
              permitHandled: 'returned',
            }),
          },
    ]),
  }
}

export function rentalLife(draw: LifeDraw, premises: number): Life {
  const { dice, day, world } = draw
  const owner = world.ownerOf(premises)
  const use = dice.next() < 0.8 ? 'let' : dice.chance(0.6) ? 'vacant' : 'own'
  const leaseEnd = draw.later(365 - dice.between(0, 30))
  const lease = {
    people: String(dice.between(1, 4)),
    leaseStart: draw.later(-dice.between(0, 20)),
    leaseEnd,
  }
  const next = dice.next()
  return {
    book: 'L04',
    on: day,
    beat: draw.beatOf(premises),
    fields: {
      unitCode: `FW990102${String(premises).padStart(8, '0')}`,
      homeKind: dice.pick(['whole', 'whole', 'shared', 'subdivided']),
      address: draw.address(premises),
      landlord: world.name(owner),
      landlordPhone: draw.phone(owner),
      useAtStart: use,
      ...(use === 'let' ? lease : {}),
    },
    steps:
      use !== 'let'
        ? []
        : draw.steps(
            day,
            next < 0.5
              ? [
                  {
                    transition: 'renew',
                    after: 330 + dice.between(0, 40),
                    fields: (on) => ({ people: lease.people, leaseStart: on, leaseEnd: draw.later(365, on) }),
                  },
                ]
              : next < 0.75
                ? [{ transition: 'vacate', after: dice.between(60, 330), fields: (on) => ({ vacatedOn: on }) }]
                : [
                    { transition: 'vacate', after: dice.between(60, 200), fields: (on) => ({ vacatedOn: on }) },
                    {
                      transition: 'stop-vacant',
                      after: dice.between(5, 40),
                      fields: (on) => ({ stoppedOn: on }),
                      note: '房主收回自用',
                    },
                  ],
          ),
  }
}

export function organisationLife(draw: LifeDraw, index: number): Life {
  const { dice, day, world } = draw
  const organisation = draw.organisation(index)
  const head = world.adult(dice)
  const end = dice.next()
  return {
    book: 'L05',
    on: day,
    beat: draw.beatOf(organisation.premises),
    fields: {
      name: organisation.name,
      signboard: organisation.signboard,
      uscc: organisation.uscc,
      kind: kindOf(organisation.trade),
      address: draw.address(organisation.premises),
      personInCharge: world.name(head),
      phone: draw.phone(head),
    },
    steps:
      end < 0.6
        ? draw.steps(day, [
            { transition: 'confirm', after: dice.between(30, 180), fields: (on) => ({ confirmedOn: on }) },
          ])
        : end < 0.85
          ? draw.steps(day, [{ transition: 'close', after: dice.between(20, 200), fields: (on) => ({ closedOn: on }) }])
          : draw.steps(day, [
              {
                transition: 'cancel',
                after: dice.between(20, 200),
                fields: (on) => ({ cancelledOn: on, cancelReason: 'licence-cancelled' }),
              },
            ]),
  }
}

function kindOf(trade: string): string {
  if (/餐饮/.test(trade)) return 'restaurant'
  if (/旅馆|宾馆/.test(trade)) return 'hotel'
  if (/网吧/.test(trade)) return 'internet-cafe'
  if (/快递|物流/.test(trade)) return 'parcel'
  if (/超市|店$/.test(trade)) return 'shop'
  return 'sole-trader'
}

/** The profile of a beat for a year, with its quarterly looks. */
export function profileLife(draw: LifeDraw, beat: string, year: string): Life {
  const { dice } = draw
  const grids = [1, 2, 3].map(() => ({
    households: dice.between(180, 420),
    people: dice.between(450, 1100),
    organisations: dice.between(4, 30),
  }))
  const total = (key: 'households' | 'people' | 'organisations'): string =>
    String(grids.reduce((sum, grid) => sum + grid[key], 0))
  const quarters = ['03-31', '06-30', '09-30', '12-31'].map((day) => `${year}-${day}`).filter((day) => day > draw.day)
  let last = draw.day
  return {
    book: 'L01',
    on: draw.day,
    beat,
    fields: {
      year,
      communityType: dice.pick(['mixed', 'estate', 'old-estate', 'urban']),
      address: draw.address(dice.below(draw.world.places.homes)).replace(/号.*$/, '号'),
      grids: grids
        .map((one, i) => `第${'一二三'.charAt(i)}网格 ${one.households}户 ${one.people}人 ${one.organisations}家`)
        .join('\n'),
      households: total('households'),
      population: total('people'),
      organisations: total('organisations'),
      rentals: String(dice.between(60, 200)),
    },
    steps: quarters
      .filter((day) => day <= draw.today)
      .map((day) => {
        const on = day > last ? draw.later(-dice.between(0, 5), day) : last
        last = on
        return { transition: 'review', fields: { reviewedOn: on, reviewResult: 'unchanged' }, note: '', on }
      }),
  }
}

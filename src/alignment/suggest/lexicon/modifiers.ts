// Words of a label that say another axis than what is measured: specimen (@s), kind of quantity (@p), method (@m), time (@t),
// and words that say nothing (@w). Each line is `spellings > words that stay @tags`.

export const modifiers = `
urine, urinary, ur, ua, urine24, ur24, random urine, urine random, spot urine > @s:Urine
24 hr, 24 hour, 24h, 24hr, 24 hr urine, 24 hour urine, per day, daily > @t:24H @s:Urine
72 hr, 72 hour, 72hr > @t:72H
maternal screen, maternal serum, maternal serum screen > @s:Ser
serum, ser > @s:Ser
plasma, plas, heparin plasma > @s:Plas
citrated plasma, citplas, citrate plasma, ppp, platelet poor plasma > @s:PPP
blood, bld > @s:Bld
whole blood, wb, blood whole > @s:Bld.whole
arterial, art, art blood, arterial blood, blda, ablood > @s:BldA
venous, ven, venous blood, bldv, vblood > @s:BldV
capillary, cap, capillary blood, bldc, cblood, fingerstick > @s:BldC
cord blood, cord > @s:BldCo
mixed venous > @s:BldMV
csf, cerebrospinal fluid, cerebral spinal fluid, spinal fluid > @s:CSF
joint fluid, joint, synovial fluid, synovial, synov, synv > @s:Synv fld
ascites, ascitic fluid, ascite, ascitic, peritoneal fluid, peritoneal, paracentesis > @s:Periton fld
pleural fluid, pleural, thoracentesis > @s:Plr fld
pericardial fluid, pericardial > @s:Pericard fld
body fluid, other fluid, fluid, other body fluid, fld > @s:Body fld
amniotic fluid, amniotic, amnio > @s:Amnio fld
gastric fluid, gastric > @s:Gast fld
dialysate, dialysis fluid > @s:Dial fld
stool, stl, fecal, feces, fece, faecal > @s:Stool
bone marrow, marrow, bm > @s:Bone mar
saliva, oral fluid > @s:Saliva
nasopharyngeal, nasopharynx, nasoph, nps, nasopharyngeal swab, np swab > @s:Nph
throat, thrt, throat swab > @s:Thrt
sputum, spt > @s:Sputum
isolate, islt > @s:Isolate
tissue, tiss, biopsy > @s:Tiss
cervix, cervical, cvx > @s:Cvx
vaginal, vagina > @s:Vag
dried blood spot, blood spot, dbs > @s:Bld.dot
percent, pct > @p:NFr @p:VFr @p:MFr @p:Ratio @p:CFr
absolute, abs count, count absolute > @p:NCnc
count, cnt, number > @p:NCnc
ratio > @p:Ratio @p:MRto @p:NRto
titer > @p:Titr
quant, quantitative, value, level, conc, concentration, qnt, numeric, amount > @p:ACnc @p:MCnc @p:SCnc @x:Qn
qual, qualitative, qualitat, presence > @p:PrThr @x:Ord
screen, scrn, scr, screening > @m:Screen @p:PrThr
interpretation, interp, interpretive > @p:Imp @x:Nar
confirm, confirmatory, confirmation > @m:Confirm
calculated, calc, computed, estimated, derived > @m:Calculated
measured, direct assay, meas, direct measure > @m:Direct assay
manual > @m:Manual count
automated, auto, automatic > @m:Automated count
dipstick, dip, strip, test strip > @m:Test strip
microscopic, micro, microscopy > @m:Microscopy.light
hpf > @p:Naric @m:Microscopy.light.HPF
lpf > @p:Naric @m:Microscopy.light.LPF
reflex, rfx, rfl > @w:reflex
test, assay, result, exam > @w:test
of, and, by, with, for, the, in, to, or, from, on, at, per, w, wo > @w:small
normalized > normalized
nos, unspecified, misc > @w:nos
hs, high sens, high sensitivity, highly sensitive, ultrasensitive > @m:High sensitivity
new, old, discontinued, do not use > @w:admin
`

// What laboratories write for the tests of clinical chemistry, and what LOINC calls them. Each line is `spellings > words of
// LOINC`, in any case; behind @ stands what the spelling says of another axis.

export const chemistry = `
na > sodium
k > potassium
cl > chloride
hco3, bicarb > bicarbonate
co2, tco2, total co2, co2 total, carbon dioxide total, total carbon dioxide > carbon dioxide
calculated total co2 > carbon dioxide @m:Calculated
ca > calcium
free calcium, calcium free, ionized calcium, calcium ionized, ionised calcium, ica, ca ionized, ionized ca, ca i, calcium ion > calcium ionized
mg > magnesium
phos, po4, phosphorus, inorganic phosphorus, inorganic phosphate > phosphate
bun, urea n, blood urea nitrogen, urea nitrogen, urea > urea nitrogen
creat, cr, crea, creatine serum > creatinine
glu, gluc, blood sugar, sugar > glucose
fbs, fasting glucose > glucose fasting
uric acid, ua acid > urate
osmo, osm, osmolarity > osmolality
agap, ag gap, anion gap > anion gap
alb > albumin
total protein, protein total, tp, t protein, tot prot, prot > protein
glob > globulin
a g ratio, ag ratio, alb glob ratio > albumin globulin @p:MRto
alt, sgpt, alat, alanine transaminase, alanine aminotransferase, glutamic pyruvic transaminase > alanine aminotransferase
ast, sgot, asat, aspartate transaminase, aspartate aminotransferase > aspartate aminotransferase
alk phos, alkp, alp, alkaline phos, alk phosphatase, alkaline phosphatase > alkaline phosphatase
hsap, heat stable alkaline phosphatase, heat stable alk phos > alkaline phosphatase heat stable
hlap, heat labile alkaline phosphatase, heat labile alk phos > alkaline phosphatase heat labile
ggt, ggtp, gamma gt, gamma glutamyltransferase, gamma glutamyl transpeptidase, gamma glutamyltranspeptidase > gamma glutamyl transferase
ld, ldh, lactic dehydrogenase, lactate dehydrogenase > lactate dehydrogenase
ck, cpk, creatine phosphokinase, creatine kinase > creatine kinase
ckmb, ck mb, creatine kinase mb, creatine kinase mb isoenzyme, creatine kinase isoenzyme mb > creatine kinase mb
ck mb index, mb index, cpk mb index, relative index > creatine kinase mb creatine kinase @p:CFr
ck mm, creatine kinase isoenzyme mm > creatine kinase mm
ck bb, creatine kinase isoenzyme bb > creatine kinase bb
isoenzyme, isoenz, isozyme > @m:Electrophoresis
amy, amyl > amylase
lip, lps > lipase
acp, acid phos > acid phosphatase
pap, prostatic acid phosphatase, prostatic acid phos > prostatic acid phosphatase
non prostatic acid phosphatase > non prostatic acid phosphatase
ace, angiotensin converting enzyme > angiotensin converting enzyme
che, pseudocholinesterase > cholinesterase
bili, bil, tbil, tbili > bilirubin
total bilirubin, bilirubin total, bili total, t bili, tbil > bilirubin total
direct bilirubin, bilirubin direct, dbil, d bili, bili direct > bilirubin direct
indirect bilirubin, bilirubin indirect, ibil, bili indirect, unconjugated bilirubin, unconj bili > bilirubin indirect
conj, conjug > conjugated
uncon, unconj > unconjugated
neonatal bilirubin, bilirubin neonatal, neo bili > bilirubin conjugated indirect
neonatal bilirubin indirect, bilirubin neonatal indirect, indirect neonatal bilirubin > bilirubin indirect
neonatal bilirubin direct, bilirubin neonatal direct, direct neonatal bilirubin > bilirubin direct
delta bili > delta
trop, tnt, troponin t, trop t, tropt, ctnt, hstnt, hs tnt, hs troponin t > troponin t cardiac
tni, troponin i, trop i, tropi, ctni, hstni, hs tni, hs troponin i > troponin i cardiac
myo > myoglobin
bnp, natriuretic peptide b, brain natriuretic peptide, b type natriuretic peptide > natriuretic peptide b
ntprobnp, nt probnp, probnp, nt pro bnp, natriuretic peptide b prohormone n terminal > natriuretic peptide b prohormone n terminal
hcy > homocysteine
crp, c reactive protein > c reactive protein
hs crp, hscrp, high sensitivity crp, cardio crp > c reactive protein @m:High sensitivity
chol, total cholesterol, cholesterol total, cholest > cholesterol
hdl, hdl c, hdl cholesterol, cholesterol hdl, hdlc, cholesterol in hdl > cholesterol in hdl
ldl, ldl c, ldl cholesterol, cholesterol ldl, ldlc, cholesterol in ldl > cholesterol in ldl
vldl, vldl cholesterol, cholesterol vldl > cholesterol in vldl
cholesterol ratio, cholesterol ratio total hdl, chol hdl ratio, chol hdl, total hdl > cholesterol total cholesterol in hdl @p:MRto
tg, trig, trigs > triglyceride
lp a, lipoprotein little a > lipoprotein a
apo a1, apoa1, apo a 1 > apolipoprotein a i
apo b, apob > apolipoprotein b
fe > iron
tibc, total iron binding capacity, iron binding capacity total, iron binding capacity > iron binding capacity
uibc > iron binding capacity unsaturated
iron sat, percent iron saturation, transferrin saturation, tsat, iron saturation, percent sat, iron percent sat, percent saturation > iron saturation
ferr > ferritin
trf, transferr > transferrin
b12, vitamin b12, vit b12, cyanocobalamin, cobalamin vitamin b12, cobalamin > cobalamin
folic acid, fol, folate > folate
rbc folate, red cell folate > folate @s:RBC
vit, vita > vitamin
vitamin d, vitamin d 25, 25 oh vitamin d, 25 hydroxyvitamin d, 25 oh d, vitamin d 25 oh, 25 hydroxy vitamin d, 25 hydroxyvitamin d3, vitamin d 25 hydroxy, calcidiol > 25 hydroxyvitamin d
1 25 dihydroxyvitamin d, calcitriol > 1 25 dihydroxyvitamin d
ascorbic acid, vitamin c > ascorbate
retinol, vitamin a > retinol
vitamin e > tocopherol
thiamine, vitamin b1 > thiamine
pyridoxine, vitamin b6 > pyridoxine
tsh, thyroid stimulating hormone, thyrotropin > thyrotropin
t4, thyroxine t4, thyroxine, t4 total, total t4 > thyroxine
ft4, free t4, t4 free, free thyroxine, thyroxine free, thyroxine t4 free > thyroxine free
t3, triiodothyronine t3, triiodothyronine, total t3, t3 total > triiodothyronine
ft3, free t3, t3 free, triiodothyronine free, triiodothyronine t3 free > triiodothyronine free
rt3, reverse t3, triiodothyronine reverse > triiodothyronine reverse
t3 uptake, t3ru, t3u, uptake ratio, t uptake, thyroid uptake, triiodothyronine resin uptake, resin uptake, triiodothyronine resin uptake t3ru > triiodothyronine resin uptake
fti, free thyroxine index, free t4 index, thyroxine t4 index, thyroxine t4 free index, thyroxine index > thyroxine free index
tbg > thyroxine binding globulin
anti tpo, tpo ab, thyroid peroxidase, thyroperoxidase, microsomal antibody, anti microsomal, thyroid microsomal, microsomal > thyroperoxidase
tg ab > thyroglobulin ab
pth, intact pth, parathyroid hormone, parathyrin intact > parathyrin
cort > cortisol
acth, adrenocorticotropic hormone, corticotropin > corticotropin
aldo > aldosterone
renin, pra > renin
dhea s, dheas, dhea sulfate, dehydroepiandrosterone sulfate > dehydroepiandrosterone sulfate
fsh, follicle stimulating hormone, follitropin > follitropin
lh, luteinizing hormone, luteinising hormone, lutropin > lutropin
prl > prolactin
e2, estradiol e2 > estradiol
e3, estriol e3 > estriol
ue3, unconjugated estriol, estriol unconjugated, estriol e3 unconjugated > estriol unconjugated
prog > progesterone
17 oh progesterone, 17ohp, 17 hydroxyprogesterone > 17 hydroxyprogesterone
testost, testo > testosterone
free testosterone, testosterone free > testosterone free
bioavailable testosterone, testosterone bioavailable > testosterone free weakly bound
shbg, sex hormone binding globulin > sex hormone binding globulin
gh, hgh, growth hormone, somatotropin > somatotropin
igf, igf 1, igf1, somatomedin c, insulin like growth factor i > insulin like growth factor i
hcg, beta hcg, bhcg, b hcg, chorionic gonadotropin, choriogonadotropin > choriogonadotropin
pregnancy, pregnancy test, choriogonadotropin beta subunit pregnancy test, choriogonadotropin pregnancy test, hcg pregnancy test > choriogonadotropin @p:PrThr
quantitative hcg, hcg quantitative > choriogonadotropin @p:ACnc
afp, alpha fetoprotein, alpha 1 fetoprotein > alpha fetoprotein
mom, multiple of the median, multiples of median, multiple of median, multiples of the median > @p:MoM
cea, carcinoembryonic antigen, carcinoembryonic ag > carcinoembryonic ag
psa, prostate specific antigen, prostate specific ag > prostate specific ag
ca 125, ca125, cancer ag 125, cancer antigen 125 > cancer ag 125
ca 19 9, ca199, ca 199, cancer ag 19 9, cancer antigen 19 9 > cancer ag 19 9
ca 15 3, ca153, cancer ag 15 3, cancer antigen 15 3 > cancer ag 15 3
ca 27 29, ca2729, ca27 29, cancer ag 27 29, cancer antigen 27 29 > cancer ag 27 29
b2m, b2 microglobulin, beta 2 microglobulin, beta2 microglobulin > beta 2 microglobulin
microalbumin, micro albumin, urine albumin, malb, umalb, ualb > albumin @s:Urine
albumin creatinine, microalbumin creatinine, acr, uacr, alb creat > albumin creatinine @s:Urine
protein creatinine, prot creat, pcr ratio, upcr > protein creatinine @s:Urine
hba1c, a1c, hgb a1c, hemoglobin a1c, glycohemoglobin, glycated hemoglobin, glycosylated hemoglobin, hb a1c, ghb > hemoglobin a1c
eag, estimated average glucose, mean plasma glucose, glucose mean value > glucose mean value
insul > insulin
c pep > c peptide
nh3, ammonium > ammonia
lactic acid, lact, lactate > lactate
pyruvic acid > pyruvate
bhb, beta hydroxybutyric acid, b hydroxybutyrate, 3 hydroxybutyrate, beta hydroxybutyrate > beta hydroxybutyrate
acetone, acetone serum > acetone
xylos > xylose
etoh, alcohol, ethyl alcohol, blood alcohol > ethanol
methyl alcohol > methanol
isopropyl alcohol > isopropanol
prealb, transthyretin > prealbumin
hapto > haptoglobin
ceruloplas > ceruloplasmin
a1at, alpha 1 antitrypsin, alpha1 antitrypsin, aat > alpha 1 antitrypsin
a2m > alpha 2 macroglobulin
upep, urine protein electrophoresis, protein electrophoresis urine > protein fraction @m:Electrophoresis @s:Urine
spep, serum protein electrophoresis, protein electrophoresis serum > protein fraction @m:Electrophoresis @s:Ser
protein electrophoresis, pep, prot electrophoresis, electrophoresis protein > protein fraction @m:Electrophoresis
electrophoresis > @m:Electrophoresis
lipoprotein electrophoresis, lipoprotein > lipoprotein
immunofix, ife > immunofixation
iep > immunoelectrophoresis
gamma region, gamma fraction > gamma globulin @m:Electrophoresis
alpha1 > alpha 1
alpha2 > alpha 2
bence jones, bence jones protein > immunoglobulin light chain
free kappa, kappa free, kappa light chain free, free kappa light chain > kappa light chain free
free lambda, lambda free, lambda light chain free, free lambda light chain > lambda light chain free
free kappa free lambda, kappa lambda, kappa lambda ratio > kappa lambda
immunoglobulin g, igg serum > igg
immunoglobulin a > iga
immunoglobulin m > igm
immunoglobulin e > ige
immunoglobulin d > igd
ig > immunoglobulin
c3 complement, complement c3, c3 > complement c3
c4 complement, complement c4, c4 > complement c4
c1q, complement c1q > complement c1q
c2, complement c2 > complement c2
c5, complement c5 > complement c5
c6, complement c6 > complement c6
c7, complement c7 > complement c7
c8, complement c8 > complement c8
c9, complement c9 > complement c9
c1 esterase inhibitor, c1 inhibitor, c1 inh > complement c1 esterase inhibitor
ch50, total hemolytic complement, complement total, complement total hemolytic ch50, complement total hemolytic > complement total hemolytic ch50
factor b, properdin factor b, complement factor b > complement factor b
csf protein > protein @s:CSF
cu > copper
zn > zinc
pb > lead
hg mercury > mercury
al > aluminum
se > selenium
li > lithium
5 hiaa, 5hiaa, 5 hydroxyindoleacetic acid, 5 hydroxyindoleacetate > 5 hydroxyindoleacetate
vma, vanillylmandelic acid, vanillylmandelate > vanillylmandelate
hva, homovanillic acid, homovanillate > homovanillate
17 ketosteroid, 17 ks > 17 ketosteroid
17 hydroxycorticosteroid, 17 ohcs > 17 hydroxycorticosteroid
metanephrines > metanephrine
epi, adrenaline > epinephrine
norepi, noradrenaline > norepinephrine
catechol, catecholamines > catecholamine
ala, delta ala, aminolevulinic acid > delta aminolevulinate
pbg > porphobilinogen
coproporphyrins > coproporphyrin
oxalic acid > oxalate
citric acid > citrate
glycolic acid > glycolate
hydroxyproline total > hydroxyproline
camp, cyclic amp > adenosine monophosphate cyclic
pku > phenylalanine
l s ratio, lecithin sphingomyelin, lecithin sphingomyelin ratio > lecithin sphingomyelin
dspc, disaturated phosphatidylcholine, phosphatidylcholine > phosphatidylcholine
pg amniotic, phosphatidylglycerol > phosphatidylglycerol
lbc, lamellar body count, lamellar body > lamellar body
fetal lung maturity > @s:Amnio fld
ffn, fetal fibronectin, fibronectin fetal > fibronectin fetal
down syndrome, trisomy 21, t21 > trisomy 21
inhibin, inhibin a, dia > inhibin a
egfr, estimated gfr, gfr, mdrd gfr, est gfr, glomerular filtration rate, mdrd > glomerular filtration rate
creatinine renal clearance, creatinine clearance, creat clearance, crcl, ccr > creatinine clearance
amylase creatinine clearance, amylase creatinine ratio, amylase creatinine > amylase creatinine
urea creatinine ratio, bun creatinine ratio, bun creatinine, bun creat > urea nitrogen creatinine
bld gas, abg, vbg > blood gas
po2, oxygen tension, o2 tension, p o2, pao2 > oxygen @p:PPres
pco2, carbon dioxide tension, p co2, paco2 > carbon dioxide @p:PPres
o2 sat, o2sat, so2, oxygen sat, sao2, oxygen saturation, o2 saturation > oxygen saturation
o2 > oxygen
fio2, inspired oxygen, inspired o2, o2 concentration, inhaled oxygen concentration > inhaled oxygen concentration
o2 flow, oxygen flow, flow rate o2 > inhaled oxygen flow rate
be, base xs > base excess
aado2, a a gradient, alveolar arterial gradient, aa gradient, alveolar arterial oxygen > alveolar arterial oxygen
peep, positive end expiratory pressure > positive end expiratory pressure
vent rate, ventilator rate, ventilation rate > ventilation rate
tidal vol > tidal volume
vent, ventilator, ventilation mode, vent mode > ventilation mode
temp, temperature, body temp > body temperature
hbco, cohb, carboxyhgb, carboxyhb, carbon monoxide hemoglobin, carboxyhemoglobin > carboxyhemoglobin
methb, methgb, met hemoglobin, methhgb > methemoglobin
o2hb, oxyhb > oxyhemoglobin
ph > ph
sg, spec grav, spec gravity, specific grav, specific gravity > specific gravity
ket, keton, ketones > ketone
urobili, urobilinogen, uro, ubg, ubili > urobilinogen
nit > nitrite
leuk esterase, leukocyte esterase, le > leukocyte esterase
urine blood, blood urine, ua blood, blood ua, ur blood, blood ur, urine occult blood, occult blood urine, ua occult blood > hemoglobin @s:Urine
occult blood, hemoccult, fecal occult blood, guaiac, fobt > hemoglobin gastrointestinal
appearance, clarity, turbidity, character > appearance
collection time, total collection time, duration, hours collected, urine collection time, collection period, collection duration > collection duration
total volume, volume total, tot vol, urine volume, volume > volume
spec, spc > @w:specimen
specimen type, sample type, type of specimen > specimen type
`

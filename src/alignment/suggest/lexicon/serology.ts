// What laboratories write for the tests of serology, immunology and microbiology, and what LOINC calls them. Each line is
// `spellings > words of LOINC`; behind @ stands what the spelling says of another axis.

export const serology = `
antibody, ab, abs, anti, antibodies, abys > ab
antigen, ag > ag
anti body > ab
total antibody, ab total, total ab > ab
ana, anti nuclear antibody, antinuclear antibody, anti nuclear, antinuclear, nuclear ab > nuclear ab
anca, neutrophil cytoplasmic, anti neutrophil cytoplasmic antibody, anti neutrophil cytoplasmic, neutrophil cytoplasmic ab > neutrophil cytoplasmic ab
ama, anti mitochondrial antibody, antimitochondrial, mitochondrial, anti mitochondrial, mitochondrial ab, mitochondria ab > mitochondria ab
asma, smooth muscle ab, anti smooth muscle antibody, anti smooth muscle, smooth muscle > smooth muscle ab
anti smith, smith, sm ab, anti sm, smith ab > smith ab
anti dsdna, dsdna, double stranded dna, ds dna, dna double strand, dna double strand ab, anti dna, double strand dna > dna double strand ab
single stranded dna, ssdna, ss dna, dna single strand, dna single strand ab > dna single strand ab
anti ro, ssa, ss a, ro, sjogren a, sjogrens syndrome a extractable nuclear ab, ro ab, anti ssa > sjogrens syndrome a
anti la, ssb, ss b, sjogren b, sjogrens syndrome b extractable nuclear ab, anti ssb > sjogrens syndrome b
rnp, anti rnp, ribonucleoprotein extractable nuclear ab, ribonucleoprotein > ribonucleoprotein
scl 70, scl70 > scl 70
ena, extractable nuclear > extractable nuclear
anti centromere, centromere > centromere ab
anti parietal cell, parietal cell antibody, parietal cell > parietal cell ab
anti gliadin antibody, anti gliadin, gliadin, gliadin ab, deamidated gliadin, dgp, anti dgp, gliadin peptide > gliadin
ttg, tissue transglutaminase, ttga, ttg ab > tissue transglutaminase
endomysial, ema > endomysium
acl, anti cardiolipin, anti cardiolipin antibody, cardiolipin, anticardiolipin, anticardiolipin antibody, cardiolipin ab > cardiolipin ab
b2gp, beta 2 glycoprotein > beta 2 glycoprotein
gpl > @w:gpl
gbm, anti gbm, glomerular basement membrane > glomerular basement membrane ab
rf, ra latex, rheumatoid factor, rheumatoid > rheumatoid factor
ccp, anti ccp, cyclic citrullinated peptide > cyclic citrullinated peptide ab
anti thyroglobulin antibody, anti thyroglobulin, thyroglobulin antibody, thyroglobulin ab, antithyroglobulin > thyroglobulin ab
thyroid antibody > thyroperoxidase ab
aso, antistreptolysin o, anti streptolysin > streptolysin o ab
immune complex, circulating immune complex > immune complex
hep, hepatit > hepatitis
hepatitis b virus, hbv, hep b > hepatitis b
hepatitis c virus, hcv, hep c > hepatitis c
hepatitis a virus, hav, hep a > hepatitis a
hepatitis d virus, hdv, delta hepatitis > hepatitis d
hepatitis e virus, hev > hepatitis e
hbsag, hepatitis b surface antigen, hbs ag, hepatitis b virus surface antigen, hepatitis b virus surface ag > hepatitis b surface ag
hbsab, anti hbs, hbs ab, hepatitis b surface antibody, hepatitis b virus surface antibody, hepatitis b virus surface ab > hepatitis b surface ab
hbcab, anti hbc, hbc ab, hepatitis b core antibody, hepatitis b virus core antibody, hepatitis b virus core ab > hepatitis b core ab
hbc igm, anti hbc igm > hepatitis b core igm ab
hbeag, hbe ag, hepatitis b e antigen, hepatitis b virus e antigen, hepatitis b virus e ag > hepatitis b e ag
hbeab, anti hbe, hbe ab, hepatitis b e antibody, hepatitis b virus e antibody, hepatitis b virus e ab > hepatitis b e ab
anti hcv, hcv ab, hcvab > hepatitis c ab
anti hav, havab > hepatitis a ab
hav igm, anti hav igm, igm hav > hepatitis a igm ab
quant hbsab, quantitative hbsab, quantitative hepatitis b surface antibody > hepatitis b surface ab @p:ACnc
hiv1, hiv 1 > hiv 1
hiv2, hiv 2 > hiv 2
hiv ab, hiv antibody, hiv screen, hiv serology > hiv 1 ab
hiv ag ab, hiv combo, hiv 1 2 ab hiv1 p24 ag > hiv 1 2 ab ag
htlv i ii, htlv 1 2, htlv > htlv i ii
cmv, cytomegalovirus > cytomegalovirus
ebv, epstein barr, epstein barr virus > epstein barr
vca, viral capsid, viral capsid antigen, ebv vca, epstein barr virus vca, epstein barr virus capsid, epstein barr vca > epstein barr capsid
ebna, epstein barr nuclear, epstein barr virus nuclear, epstein barr virus ebna, epstein barr ebna > epstein barr nuclear
epstein barr virus ea, early antigen, epstein barr virus early > epstein barr early
mono spot, monospot, monospot test, heterophile, heterophile ab, mono test, infectious mononucleosis, mononucleosis, mononucleosis screen > heterophile
vzv, varicella, varicella zoster, varicella zoster virus > varicella zoster
hsv, herpes simplex, herpes simplex virus > herpes simplex
rubeola, measles, measles virus > measles
rubella virus > rubella
mumps virus > mumps
toxo, toxoplasma, toxoplasma gondii > toxoplasma
rpr, rapid plasma reagin, rapid plasma reagin test, reagin, reagin ab > reagin @m:RPR
vdrl > reagin @m:VDRL
syphilis, treponema pallidum, treponema pallidum syphilis, t pallidum, fta abs, treponemal > treponema pallidum
lyme, borrelia, borrelia burgdorferi, b burgdorferi > borrelia burgdorferi
h pylori, helicobacter, helicobacter pylori > helicobacter pylori
c diff, c difficile, clostridium difficile, clostridioides difficile, cdiff, clostridioid difficile > clostridioides difficile
clostridium tetani, tetanus > clostridium tetani
toxin a b, toxin > toxin
cryptococcal, cryptococcus, cryptococcus neoformans, cryptococcus sp > cryptococcus
histoplasma, histo capsulatum > histoplasma
aspergillus, galactomannan > aspergillus
legionella, legionella pneumophila > legionella
mycoplasma, m pneumoniae, mycoplasma pneumoniae > mycoplasma pneumoniae
chlamydia, c trachomatis, chlamydia trachomatis, ct > chlamydia trachomatis
gonorrhea, gc, n gonorrhoeae, neisseria gonorrhoeae, gonorrhoea, gonococcus, neisseria gonorrhoea > neisseria gonorrhoeae
chlamydophila pneumoniae, chlamydia pneumoniae > chlamydophila pneumoniae
strep a, group a strep, strep group a, streptococcus pyogenes, rapid strep, gas, s pyogenes, streptococcus pyogene > streptococcus pyogenes
strep b, group b strep, gbs, streptococcus agalactiae > streptococcus agalactiae
staph, staphylococcus > staphylococcus
staph aureus, s aureus, staphylococcus aureus > staphylococcus aureus
mrsa, methicillin resistant staphylococcus aureus, methicillin resistant staphylococcus aureus mrsa, methicillin resistant staph aureus > methicillin resistant staphylococcus aureus
flu, influenza, influenza virus > influenza
flu a, influenza a, influenza virus a > influenza a
flu b, influenza b, influenza virus b > influenza b
parainfluenza virus, paraflu, parainfluenza > parainfluenza
rsv, respiratory syncytial, respiratory syncytial virus > respiratory syncytial
hmpv, human metapneumovirus, metapneumovirus > metapneumovirus
human coronavirus, coronavirus > coronavirus
sars cov 2, covid 19, covid, sars coronavirus 2, sars cov 2 covid 19, sars cov2, covid19, ncov > sars coronavirus 2
rhinovirus enterovirus, entero rhino, rhino entero > rhinovirus enterovirus
noro, norovirus > norovirus
rota, rotavirus > rotavirus
west nile, west nile virus, wnv > west nile
saint louis encephalitis, st louis encephalitis, sle virus > saint louis encephalitis
b pertussis, bordetella pertussis, pertussis > bordetella pertussis
virus, viru > @w:virus
viral load, load > @p:LaCnc @p:LnCnc @p:ACnc @p:NCnc @m:Probe.amp.tar
genogroup > genogroup
o p, ova and parasite, ova parasite, ova and parasites > ova parasite
culture, cult, cx, bacterial culture > bacteria identified @m:Culture @p:Prid
afb, afb culture, culture afb, mycobacterial culture, tb culture, mycobacterium sp > mycobacterium sp identified @m:Culture
sensitivity, susceptibility > @p:Susc
mic, minimum inhibitory concentration > @m:MIC @p:Susc
tmp smx, sxt, cotrimoxazole, co trimoxazole, bactrim, trimethoprim sulfamethoxazole > trimethoprim sulfamethoxazole
augmentin > amoxicillin clavulanate
rapid antigen, rapid ag > ag @m:IA.rapid
pcr, naat, naa, dna amp, nucleic acid amplification, by pcr, rt pcr > @m:Probe.amp.tar
rna, rrna > rna
dna > dna
gene > gene
eia, elisa, immunoassay, ia > @m:IA
ifa, immunofluorescence > @m:IF
blot, western blot, immunoblot > @m:IB
fmr1, fragile x > fmr1
factor v leiden > factor v leiden
`

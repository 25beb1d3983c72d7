// What laboratories write for drugs, of therapy and of abuse, and what LOINC calls them. Each line is `spellings > words of
// LOINC`; behind @ stands what the spelling says of another axis.

export const drugs = `
tacro, fk506, fk 506, prograf, tacrolimus > tacrolimus
rapamycin, rapamune, sirolimus > sirolimus
cya, csa, cyclosporine, cyclosporin, cyclosporin a, cyclosporine a > cyclosporine
mtx > methotrexate
dig, lanoxin > digoxin
dilantin, dph, diphenylhydantoin, phenytoin > phenytoin
phenytoin percent free, percent free phenytoin, percent phenytoin free > phenytoin free phenytoin total @p:MFr
free phenytoin, phenytoin free > phenytoin free
tegretol > carbamazepine
depakote, depakene, valproic acid, vpa, valproate > valproate
phenobarb, phenobarbitone, luminal > phenobarbital
mysoline > primidone
theo, aminophylline > theophylline
lithium carbonate > lithium
vanco > vancomycin
gent, genta, garamycin > gentamicin
tobra > tobramycin
amik > amikacin
acetamin, paracetamol, tylenol, apap > acetaminophen
salicylates, aspirin, asa > salicylate
acetylsalicylic acid > acetylsalicylate
quinid > quinidine
procan > procainamide
napa, n acetylprocainamide napa, n acetylprocainamide > n acetylprocainamide
xylocaine, lignocaine > lidocaine
norpace > disopyramide
amph, amphetamines > amphetamine
barb, barbs, barbiturates > barbiturate
benzo, benzos, benzodiazepines, bzd > benzodiazepine
coc, cocaine metabolite, benzoylecgonine > cocaine
opi, opiates > opiate
oxycod, oxycontin > oxycodone
pcp > phencyclidine
thc, tetrahydrocannabinol, cannabinoids, cannabinoid, marijuana, cannabis > cannabinoid
tca, tricyclic, tricyclics, tricyclic antidepressant > tricyclic antidepressant
mthd > methadone
phenothiazines > phenothiazine
tox, toxicology, tox screen, drug screen > toxicology
`

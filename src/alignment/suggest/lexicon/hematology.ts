// What laboratories write for the tests of haematology, coagulation, flow cytometry and urine microscopy, and what LOINC
// calls them. Each line is `spellings > words of LOINC`; behind @ stands what the spelling says of another axis.

export const hematology = `
wbc, white blood cell, white cell, white cell count, wbc count, white blood cell count, white count, leukocyte, leuko, leuk, leucocyte, white blood > leukocyte
rbc, red blood cell, red cell, red cell count, rbc count, erythrocyte, eryt, eryth, red blood > erythrocyte
hgb, hb, hemoglobin, hgb calc, hemogl > hemoglobin
hct, crit, pcv, packed cell volume, hematocrit > hematocrit
plt, platelet count, thrombocyte, plts, platelet > platelet
mcv, mean corpuscular volume, mean cell volume, erythrocyte mean corpuscular volume > mcv
mch, mean corpuscular hemoglobin, mean cell hemoglobin, erythrocyte mean corpuscular hemoglobin > mch
mchc, mean corpuscular hemoglobin concentration, mean cell hemoglobin concentration, erythrocyte mean corpuscular hemoglobin concentration > mchc
rdw, red cell distribution width, erythrocyte distribution width, rdw cv > erythrocyte distribution width
rdw sd, rdwsd > erythrocyte distribution width @p:EntVol
mpv, mean platelet volume, platelet mean volume > platelet mean volume
pdw, platelet distribution width > platelet distribution width
nrbc, nuc rbc, nucleated red cell, nucleated rbc, nucleated red blood cell, normoblast, nucleated erythrocyte > nucleated erythrocyte
retic, retics, reticulocyte, retic count, reticulocyte count > reticulocyte
esr, sed rate, sedimentation rate, erythrocyte sedimentation rate > erythrocyte sedimentation rate
tnc, total nucleated cell, nucleated cell, nucleated cell count > nucleated cell
anc, absolute neutrophil, absolute neutrophil count > neutrophil @p:NCnc
alc, absolute lymphocyte, absolute lymphocyte count > lymphocyte @p:NCnc
amc, absolute monocyte count > monocyte @p:NCnc
aec, absolute eosinophil count > eosinophil @p:NCnc
neut, neuts, neutro > neutrophil
pmn, polys, poly, polymorph, polymorphonuclear, polymorphonuclear leukocyte, polymorphonuclear cell, polymorphonuclear neutrophil > polymorphonuclear cell
seg, segmented neutrophil, segs, segmented, neutrophil segmented > segmented neutrophil
hypersegmented neutrophil, hyperseg, neutrophil hypersegmented, hypersegmented > neutrophil hypersegmented
band, band neutrophil, band form, band form neutrophil, stab > band form neutrophil
lymph, lymphs, lym, lymp, lympho, lymphocyte > lymphocyte
atypical lymphocyte, atyp, atyp lymph, reactive lymphocyte, variant lymphocyte, atypical lymph, lymphocyte variant, lymphocyte atypical, atl > variant lymphocyte
abnormal lymphocyte, abnl lymph, abn lymp, abn lymph > abnormal lymphocyte
mono, monos, monocyte > monocyte
eo, eos, eosin, eosino, eosinophil > eosinophil
baso, bas, basophil > basophil
meta, metamyelo, metamyelocyte > metamyelocyte
myelo, myelocyte > myelocyte
promyelo, progranulocyte, promyelocyte > promyelocyte
blast, blasts > blast
plasma cell > plasma cell
histio, histiocyte > histiocyte
meso, mesothel, mesothelial > mesothelial cell
lining cell > lining cell
immature cell, immature > immature cell
immature granulocyte, ig percent, granulocyte immature, imm gran, ig abs > immature granulocyte
gran, granulocyte count, granulocyte > granulocyte
luc, large unstained cell > large unstained cell
other cell, leukocyte other, other wbc, wbc other > leukocyte other
aniso, anisocytosis > anisocytosis
poik, poikilo, poikilocytosis > poikilocytosis
hypo, hypochromia, hypochrom > hypochromia
poly chrom, polychrom, polychromasia, polychromatophilia > polychromasia
macrocytosis, macrocyte > macrocyte
microcytosis, microcyte > microcyte
oval macrocyte, macro oval > oval macrocyte
teardrop, tear drop, teardrop cell, dacrocyte, dacryocyte > dacrocyte
burr, burr cell, echinocyte, crenated cell, crenated > burr cell
spur cell, acanthocyte, acantho > acanthocyte
target, target cell, codocyte > target cell
schisto, schistocyte, red cell fragment, rbc fragment, red blood cell fragment, erythrocyte fragment > schistocyte
helmet cell > helmet cell
bite cell > bite cell
sphero, spherocyte > spherocyte
ovalo, ovalocyte > ovalocyte
ellipto, elliptocyte > elliptocyte
stomato, stomatocyte > stomatocyte
pencil cell > pencil cell
sickle, sickle cell, sickle cell prep, sickle cell preparation, sickle prep, drepanocyte > sickle cell
heinz body, heinz, heinz body prep > heinz body
howell jolly, howell jolly body > howell jolly body
pappenheimer, pappenheimer body > pappenheimer body
basophilic stippling, stippling > basophilic stippling
rouleaux, roul > rouleaux
rbc agglutination, rbc agg, erythrocyte aggregate, rbc clump, red cell agglutination > erythrocyte aggregate
rbc morphology, red cell morphology, erythrocyte morphology > erythrocyte morphology
wbc morphology, white cell morphology, leukocyte morphology > leukocyte morphology
plt morphology, platelet morphology > platelet morphology
giant platelet, platelet giant > giant platelet
large platelet, platelet large > platelet large
platelet clump, plt clump, clumped platelet > platelet clump
platelet smear, platelet estimate, plt est, platelet est, platelet adequacy > platelet adequacy
toxic granulation, toxic gran > toxic granulation
dohle body, dohle > dohle body
left shift > leukocyte left shift
smear, smear review, peripheral smear, blood smear > blood smear
malaria, malaria smear, parasite smear > microscopic observation malaria smear
le prep, le cell, lupus erythematosus cell > lupus erythematosus cell
prep, preparation > @w:preparation
smr > smear
flg, flag > @w:flag
diff, differential, manual diff > differential
cbc, complete blood count, hemogram > cbc
hgb a, hb a, hemoglobin a > hemoglobin a
hgb a2, hb a2, hba2, hemoglobin a2 > hemoglobin a2
hgb c, hb c, hemoglobin c > hemoglobin c
hgb f, hb f, hbf, fetal hemoglobin, hemoglobin f, hemoglobin fetal, fetal hgb > hemoglobin f
hgb s, hb s, hbs hemoglobin, hemoglobin s > hemoglobin s
hgb electrophoresis, hemoglobin electrophoresis > hemoglobin fraction @m:Electrophoresis
hemoglobin other > hemoglobin other
free hemoglobin, plasma hemoglobin, free hgb > free hemoglobin
kleihauer, kleihauer betke, kb stain > hemoglobin f cell
g6pd, g 6 pd, glucose 6 phosphate dehydrogenase > glucose 6 phosphate dehydrogenase
pk enzyme, pyruvate kinase > pyruvate kinase
osmotic frag, osmotic fragility > osmotic fragility
sugar water, sucrose hemolysis, sucrose lysis > sucrose hemolysis
acid hemolysis, ham test, hams > acid hemolysis
coombs, dat, direct coombs, direct antiglobulin test > direct antiglobulin
cold agglutinin, cold agglutinins > cold agglutinin
cryoglobulin, cryo > cryoglobulin
viscosity, visc > viscosity
bleeding time, bleed time, bt > bleeding time
clotting time, clot time, coagulation time > clot formation
clot retraction > clot retraction
clot lysis, euglobulin lysis, euglobulin, euglobulin clot lysis > clot lysis
pt, protime, pro time, prothrombin time pt, prothrombin time > prothrombin time
pt control, prothrombin time control > prothrombin time @s:PPP^control
inr, inr pt, pt inr, international normalized ratio > inr
ptt, aptt, partial thromboplastin time, activated partial thromboplastin time > aptt
ptt la, aptt lupus, lupus sensitive ptt, lupus sensitive, ptt lupus anticoagulant > aptt lupus sensitive
ptt control, aptt control > aptt @s:PPP^control
tt, thrombin time, thrombin, thrombin clotting time > thrombin time
reptilase > reptilase time
fib, fibrinogen, fibrinogen functional, functional fibrinogen, factor i > fibrinogen
fdp, fsp, fibrin degradation product, fibrin split product, fibrin degradation, fibrin fibrinogen fragment > fibrin fibrinogen fragment
ddimer, d dimer, fibrin d dimer > fibrin d dimer
feu, fibrinogen equivalent unit > feu
ddu, d dimer unit > ddu
at3, at iii, atiii, antithrombin iii, antithrombin 3, antithrombin > antithrombin
heparin lmw, lmwh, heparin xa lmwh, heparin anti xa lmwh, anti xa lmwh, lmwh anti xa, lmw heparin anti xa, low molecular weight heparin, lmw heparin, heparin low molecular weight, enoxaparin > heparin lmw
heparin unfractionated, ufh, unfractionated heparin, heparin, anti xa, heparin anti xa > heparin unfractionated
factor ii, factor 2, prothrombin activity > factor ii
factor v, factor 5, coagulation factor v > factor v
factor vii, factor 7, coagulation factor vii > factor vii
factor viii, factor 8, coagulation factor viii, viii, ahf > factor viii
factor ix, factor 9, coagulation factor ix, ix > factor ix
factor x, factor 10, coagulation factor x > factor x
factor xi, factor 11, coagulation factor xi, xi > factor xi
factor xii, factor 12, coagulation factor xii, xii > factor xii
factor xiii, factor 13, coagulation factor xiii, xiii > factor xiii
fitzgerald, fitzgerald factor, hmw kininogen, kininogen hmw, high molecular weight kininogen > kininogen hmw
fletcher, fletcher factor, prekallikrein, prekallikrein fletcher factor > prekallikrein fletcher
vwf, von willebrand, von willebrand factor vwf, von willebrand factor > von willebrand factor
von willebrand factor activity, ristocetin cofactor, vwf activity, vwf rco, von willebrand activity, von willebrand factor ristocetin cofactor, von willebrand factor vwf ristocetin cofactor > von willebrand factor ristocetin cofactor
von willebrand antigen, vwf antigen, vwf ag > von willebrand factor ag
la, lupus anticoagulant, lupus inhibitor, lac > lupus anticoagulant
drvvt, dilute russell viper venom time, russell viper, dilute russell viper > drvvt
sct, silica clotting time > silica clotting time
tissue thromboplastin inhibitor, tti > tissue thromboplastin inhibitor
staclot, sta clot, hexagonal phospholipid > staclot hexagonal phospholipid
kaolin clotting, kct > kaolin activated time
protein c functional, functional protein c, protein c activity > protein c @m:Coag
protein s functional, functional protein s, protein s activity > protein s @m:Coag
functional, activity > @m:Coag
actual normal, activity actual normal > @w:normalised
apcr, activated protein c resistance, apc resistance > activated protein c resistance
plasminogen > plasminogen
alpha 2 antiplasmin, antiplasmin, a2 antiplasmin, alpha 2 plasmin inhibitor, plasmin inhibitor > plasmin inhibitor
inhib, bethesda > inhibitor
hit, hit ab, heparin pf4, hit antibody, heparin induced platelet, heparin dependent antibody, pf4 heparin > heparin induced platelet
antiplatelet antibody, platelet antibody, platelet ab, antiplatelet, anti platelet, platelet associated ab > platelet associated ab
platelet aggregation, platelet agg, aggregation > platelet aggregation
arachidonic acid, arachidonate > arachidonate
adp > adp
collagen > collagen
epinephrine induced > epinephrine
cd3 cd4 t4 helper, cd3 cd4 t4 helper cell, helper t cell, t helper, cd4 t cell, cd4 > cd4
cd3 cd8 t8 suppressor, cd3 cd8 t8 suppressor cell, suppressor t cell, cd8 > cd8
cd4 cd8, cd4 cd8 ratio, helper suppressor, cd4 cell cd8 > cd4 cd8
cd16 cd56, natural killer, nk cell > cd16 cd56
tdt, terminal deoxynucleotidyl transferase, terminal transferase, terminal deoxyribonucleotidyl transferase > terminal deoxyribonucleotidyl transferase
glyco a, glycophorin, glycophorin a > glycophorin a
hla dr, hladr > hla dr
fmc 7, fmc7 > fmc7
tcr, t cell receptor > tcr
kappa lymphocyte, kappa > kappa
lambda lymphocyte, lambda > lambda
immunophenotype, flow cytometry, immunophenotyping, leukemia lymphoma panel > immunophenotyping
iron stain, iron microscopic observation, prussian blue > iron stain
wright giemsa, wright, giemsa, wright stain, wright giemsa stain > wright giemsa stain
peroxidase stain, myeloperoxidase, myeloperoxidase stain, mpo > peroxidase stain
sudan black, sudan black staining, sudan black b, sudan black stain, sudan black b stain > sudan black stain
sudan, sudan stain, sudan iv, sudan iv stain, sudan iii > sudan stain
pas, pas stain, periodic acid schiff, periodic acid schiff stain > periodic acid schiff stain
trap, trap stain, tartrate resistant acid phosphatase, tartrate resistant acid phosphatase stain > tartrate resistant acid phosphatase stain
lap, lap stain, lap score, leukocyte alkaline phosphatase > leukocyte alkaline phosphatase
non specific esterase, nonspecific esterase, nse stain, esterase stain non specific, ns esterase > esterase non specific stain
chloroacetate esterase, specific esterase, chloracetate esterase, chloracetate esterase stain, cae > chloracetate esterase stain
naphthol acetate, naphthol acetate stain, acetate esterase, acetate esterase stain, alpha naphthyl acetate > acetate esterase stain
naphthol butyrate, butyrate esterase, butyrate esterase stain, butyrate > butyrate esterase stain
staining, stn > stain
microscopic observation > @w:microscopic
crystal, crys > crystal
amorph, amorphous > amorphous
caox, calcium oxalate > calcium oxalate
triple phosphate, triple phos, struvite, ammonium magnesium phosphate, magnesium ammonium phosphate > triple phosphate
uric acid crystal, urate crystal > urate crystal
ammonium biurate, ammonium urate > ammonium urate
hyaline, hyal > hyaline
waxy > waxy
cell cast, cellular cast, mixed cellular > cellular
epi, epis, epith, epithelial, epithelial cell > epithelial cell
squam, sq epi, squamous epithelial, squamous, epithelial cell squamous > epithelial cell squamous
renal epi, renal epithelial, renal tubular, rte, renal epithelial cell, epithelial cell renal, renal tubular cell > epithelial cell renal
trans epi, transitional epithelial, transitional epithelial cell, transitional, transitional cell > transitional cell
bact, bacter > bacteria
mucous, mucus thread > mucus
sperm, spermatozoa > spermatozoa
trich, trichomonad, trichomonas > trichomonas
oval fat body, fat body, oval fat > oval fat body
budding yeast, yeast with hyphae, budding > yeast budding
free fat, neutral fat, fat droplet > fat
fat globule > fat
urinalysis > urinalysis @s:Urine
`

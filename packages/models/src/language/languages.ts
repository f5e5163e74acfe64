/**
 * A language: its code (ISO 639-1 where there is one), ISO 639-3, what NLLB and mBART-50 call it (`-`: they do not know
 * it), whether M2M-100 knows it, and its English names, the usual one first.
 */
export const languageTable = `
af  afr afr_Latn af_ZA m2m Afrikaans
ak  aka aka_Latn -     -   Akan
am  amh amh_Ethi -     m2m Amharic
ar  ara arb_Arab ar_AR m2m Arabic; Standard Arabic; Modern Standard Arabic
as  asm asm_Beng -     -   Assamese
ast ast ast_Latn -     m2m Asturian
ay  aym ayr_Latn -     -   Aymara
az  aze azj_Latn az_AZ m2m Azerbaijani
ba  bak bak_Cyrl -     m2m Bashkir
be  bel bel_Cyrl -     m2m Belarusian
bem bem bem_Latn -     -   Bemba
bg  bul bul_Cyrl -     m2m Bulgarian
bho bho bho_Deva -     -   Bhojpuri
bm  bam bam_Latn -     -   Bambara
bn  ben ben_Beng bn_IN m2m Bengali; Bangla
bo  bod bod_Tibt -     -   Tibetan
br  bre -        -     m2m Breton
bs  bos bos_Latn -     m2m Bosnian
ca  cat cat_Latn -     m2m Catalan; Valencian
ceb ceb ceb_Latn -     m2m Cebuano
ckb ckb ckb_Arab -     -   Central Kurdish; Sorani; Sorani Kurdish
co  cos -        -     -   Corsican
crh crh crh_Latn -     -   Crimean Tatar
cs  ces ces_Latn cs_CZ m2m Czech
cv  chv -        -     -   Chuvash
cy  cym cym_Latn -     m2m Welsh
da  dan dan_Latn -     m2m Danish
de  deu deu_Latn de_DE m2m German
dv  div -        -     -   Divehi; Dhivehi; Maldivian
dyu dyu dyu_Latn -     -   Dyula
dz  dzo dzo_Tibt -     -   Dzongkha
ee  ewe ewe_Latn -     -   Ewe
el  ell ell_Grek -     m2m Greek; Modern Greek
en  eng eng_Latn en_XX m2m English
eo  epo epo_Latn -     -   Esperanto
es  spa spa_Latn es_XX m2m Spanish; Castilian
et  est est_Latn et_EE m2m Estonian
eu  eus eus_Latn -     -   Basque
fa  fas pes_Arab fa_IR m2m Persian; Farsi; Western Persian
ff  ful fuv_Latn -     m2m Fulah; Fula; Nigerian Fulfulde
fi  fin fin_Latn fi_FI m2m Finnish
fj  fij fij_Latn -     -   Fijian
fo  fao fao_Latn -     -   Faroese
fon fon fon_Latn -     -   Fon
fr  fra fra_Latn fr_XX m2m French
fur fur fur_Latn -     -   Friulian
fy  fry -        -     m2m Western Frisian; West Frisian; Frisian
ga  gle gle_Latn -     m2m Irish
gd  gla gla_Latn -     m2m Scottish Gaelic; Gaelic
gl  glg glg_Latn gl_ES m2m Galician
gn  grn grn_Latn -     -   Guarani
gu  guj guj_Gujr gu_IN m2m Gujarati
gv  glv -        -     -   Manx
ha  hau hau_Latn -     m2m Hausa
haw haw -        -     -   Hawaiian
he  heb heb_Hebr he_IL m2m Hebrew
hi  hin hin_Deva hi_IN m2m Hindi
hmn hmn -        -     -   Hmong
hr  hrv hrv_Latn hr_HR m2m Croatian
ht  hat hat_Latn -     m2m Haitian Creole; Haitian
hu  hun hun_Latn -     m2m Hungarian
hy  hye hye_Armn -     m2m Armenian
ia  ina -        -     -   Interlingua
id  ind ind_Latn id_ID m2m Indonesian
ig  ibo ibo_Latn -     m2m Igbo
ilo ilo ilo_Latn -     m2m Iloko; Ilocano
is  isl isl_Latn -     m2m Icelandic
it  ita ita_Latn it_IT m2m Italian
ja  jpn jpn_Jpan ja_XX m2m Japanese
jv  jav jav_Latn -     m2m Javanese
ka  kat kat_Geor ka_GE m2m Georgian
kab kab kab_Latn -     -   Kabyle
kg  kon kon_Latn -     -   Kongo
ki  kik kik_Latn -     -   Kikuyu
kk  kaz kaz_Cyrl kk_KZ m2m Kazakh
kl  kal -        -     -   Kalaallisut; Greenlandic
km  khm khm_Khmr km_KH m2m Khmer
kn  kan kan_Knda -     m2m Kannada
ko  kor kor_Hang ko_KR m2m Korean
ks  kas kas_Arab -     -   Kashmiri
ku  kur kmr_Latn -     -   Kurdish; Northern Kurdish; Kurmanji
ky  kir kir_Cyrl -     -   Kyrgyz; Kirghiz
la  lat -        -     -   Latin
lb  ltz ltz_Latn -     m2m Luxembourgish
lg  lug lug_Latn -     m2m Ganda; Luganda
li  lim lim_Latn -     -   Limburgish
lij lij lij_Latn -     -   Ligurian
lmo lmo lmo_Latn -     -   Lombard
ln  lin lin_Latn -     m2m Lingala
lo  lao lao_Laoo -     m2m Lao
lt  lit lit_Latn lt_LT m2m Lithuanian
lua lua lua_Latn -     -   Luba-Lulua
luo luo luo_Latn -     -   Luo; Dholuo
lv  lav lvs_Latn lv_LV m2m Latvian
mai mai mai_Deva -     -   Maithili
mg  mlg plt_Latn -     m2m Malagasy
mi  mri mri_Latn -     -   Maori
mk  mkd mkd_Cyrl mk_MK m2m Macedonian
ml  mal mal_Mlym ml_IN m2m Malayalam
mn  mon khk_Cyrl mn_MN m2m Mongolian
mni mni mni_Beng -     -   Manipuri; Meitei
mr  mar mar_Deva mr_IN m2m Marathi
ms  msa zsm_Latn -     m2m Malay
mt  mlt mlt_Latn -     -   Maltese
my  mya mya_Mymr my_MM m2m Burmese
nb  nob nob_Latn -     -   Norwegian Bokmål; Bokmål
ne  nep npi_Deva ne_NP m2m Nepali
nl  nld nld_Latn nl_XX m2m Dutch; Flemish
nn  nno nno_Latn -     -   Norwegian Nynorsk; Nynorsk
no  nor nob_Latn -     m2m Norwegian
nso nso nso_Latn -     m2m Northern Sotho; Pedi; Sepedi
ny  nya nya_Latn -     -   Nyanja; Chichewa; Chewa
oc  oci oci_Latn -     m2m Occitan
om  orm gaz_Latn -     -   Oromo
or  ori ory_Orya -     m2m Odia; Oriya
pa  pan pan_Guru -     m2m Punjabi; Panjabi
pag pag pag_Latn -     -   Pangasinan
pap pap pap_Latn -     -   Papiamento
pl  pol pol_Latn pl_PL m2m Polish
prs prs prs_Arab -     -   Dari
ps  pus pbt_Arab ps_AF m2m Pashto
pt  por por_Latn pt_XX m2m Portuguese
qu  que quy_Latn -     -   Quechua
rm  roh -        -     -   Romansh
rn  run run_Latn -     -   Rundi; Kirundi
ro  ron ron_Latn ro_RO m2m Romanian; Moldavian
ru  rus rus_Cyrl ru_RU m2m Russian
rw  kin kin_Latn -     -   Kinyarwanda
sa  san san_Deva -     -   Sanskrit
sat sat sat_Beng -     -   Santali
sc  srd srd_Latn -     -   Sardinian
scn scn scn_Latn -     -   Sicilian
sd  snd snd_Arab -     m2m Sindhi
se  sme -        -     -   Northern Sami
sg  sag sag_Latn -     -   Sango
shn shn shn_Mymr -     -   Shan
si  sin sin_Sinh si_LK m2m Sinhala; Sinhalese
sk  slk slk_Latn -     m2m Slovak
sl  slv slv_Latn sl_SI m2m Slovenian; Slovene
sm  smo smo_Latn -     -   Samoan
sn  sna sna_Latn -     -   Shona
so  som som_Latn -     m2m Somali
sq  sqi als_Latn -     m2m Albanian
sr  srp srp_Cyrl -     m2m Serbian
ss  ssw ssw_Latn -     m2m Swati; Siswati
st  sot sot_Latn -     -   Southern Sotho; Sotho; Sesotho
su  sun sun_Latn -     m2m Sundanese
sv  swe swe_Latn sv_SE m2m Swedish
sw  swa swh_Latn sw_KE m2m Swahili
szl szl szl_Latn -     -   Silesian
ta  tam tam_Taml ta_IN m2m Tamil
te  tel tel_Telu te_IN -   Telugu
tg  tgk tgk_Cyrl -     -   Tajik
th  tha tha_Thai th_TH m2m Thai
ti  tir tir_Ethi -     -   Tigrinya
tk  tuk tuk_Latn -     -   Turkmen
tl  tgl tgl_Latn tl_XX m2m Tagalog; Filipino
tn  tsn tsn_Latn -     m2m Tswana; Setswana
to  ton -        -     -   Tongan
tpi tpi tpi_Latn -     -   Tok Pisin
tr  tur tur_Latn tr_TR m2m Turkish
ts  tso tso_Latn -     -   Tsonga
tt  tat tat_Cyrl -     -   Tatar
tum tum tum_Latn -     -   Tumbuka
tw  twi twi_Latn -     -   Twi
ty  tah -        -     -   Tahitian
ug  uig uig_Arab -     -   Uyghur; Uighur
uk  ukr ukr_Cyrl uk_UA m2m Ukrainian
ur  urd urd_Arab ur_PK m2m Urdu
uz  uzb uzn_Latn -     m2m Uzbek
ve  ven -        -     -   Venda
vec vec vec_Latn -     -   Venetian
vi  vie vie_Latn vi_VN m2m Vietnamese
war war war_Latn -     -   Waray
wo  wol wol_Latn -     m2m Wolof
xh  xho xho_Latn xh_ZA m2m Xhosa
yi  yid ydd_Hebr -     m2m Yiddish
yo  yor yor_Latn -     m2m Yoruba
yue yue yue_Hant -     -   Cantonese
zh  zho zho_Hans zh_CN m2m Chinese; Mandarin; Mandarin Chinese
zu  zul zul_Latn -     m2m Zulu`
